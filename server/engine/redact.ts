/** A request's arguments as texts that may be shown (SLOWLOG, MONITOR): secrets are replaced as in Redis. */
import type { CommandEntry } from '../../shared/command/entry.ts'
import type { Args } from '../../shared/resp/args.ts'

const REDACTED = '(redacted)'
const SENSITIVE_DIRECTIVES = /^(requirepass|master(auth|user)|primary(auth|user)|tls-.*-key-file-pass)$/i
const DIRECTIVE_MAX = 64
/** Its first option's argument position. */
const MIGRATE_OPTIONS = 6

/** Argument i, or its first `most` bytes, as latin1 text. */
export function visibleArg(entry: CommandEntry, args: Args, i: number, most?: number): string {
  return isSecret(entry, args, i) ? REDACTED : args.text(i, most)
}

function isSecret(entry: CommandEntry, args: Args, i: number): boolean {
  if (entry.name === 'auth') return i >= 1
  if (entry.name === 'config|set') {
    return i >= 3 && i % 2 === 1 && SENSITIVE_DIRECTIVES.test(args.text(i - 1, DIRECTIVE_MAX))
  }
  if (entry.name === 'migrate') {
    return i > MIGRATE_OPTIONS && (args.is(i - 1, 'AUTH') || [i - 2, i - 1].some(at => args.is(at, 'AUTH2')))
  }
  if (entry.name !== 'hello') return false
  return [i - 2, i - 1].some(at => at >= 2 && at + 2 < args.argc && args.is(at, 'AUTH'))
}
