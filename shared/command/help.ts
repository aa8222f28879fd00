/** What containers of subcommands answer alike: HELP, and the error for arguments no subcommand takes. */
import type { Args } from '../resp/args.ts'
import type { ReplyWriter } from '../resp/reply-writer.ts'

/** The reply to `<container> HELP`; `lines` in Redis's layout, explanations indented, without HELP itself. */
export function replyHelp(reply: ReplyWriter, container: string, lines: string[]): void {
  reply.array(lines.length + 3)
  reply.status(`${container} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`)
  for (const line of lines) reply.status(line)
  reply.status('HELP')
  reply.status('    Prints this help.')
}

/** The error of a subcommand whose number of arguments passes its arity and is wrong all the same. */
export function subcommandSyntax(args: Args, container: string): string {
  const name = args.text(1, 128)
  return `ERR unknown subcommand or wrong number of arguments for '${name}'. Try ${container} HELP.`
}
