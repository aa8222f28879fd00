/**
 * One line of the log as Redis writes it: `pid:role dd Mon yyyy hh:mm:ss.mmm level text`, local time. Line
 * breaks inside the text are written as \n and \r (Redis writes them raw), so that nothing a peer sends can
 * forge a line.
 */
import type { RoleLetter } from '../../ports/log.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const pad = (n: number, width: number) => String(n).padStart(width, '0')

/** `dd Mon yyyy hh:mm:ss.mmm` in the process's time zone. */
function localTime(at: Date): string {
  const day = `${pad(at.getDate(), 2)} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`
  const time = `${pad(at.getHours(), 2)}:${pad(at.getMinutes(), 2)}:${pad(at.getSeconds(), 2)}`
  return `${day} ${time}.${pad(at.getMilliseconds(), 3)}`
}

/** `mark` is the level's character: `.` debug, `-` verbose, `*` notice, `#` warning. Ends with a newline. */
export function redisLine(pid: number, role: RoleLetter, at: Date, mark: string, text: string): string {
  const safe = /[\r\n]/.test(text) ? text.replaceAll('\r', '\\r').replaceAll('\n', '\\n') : text
  return `${pid}:${role} ${localTime(at)} ${mark} ${safe}\n`
}
