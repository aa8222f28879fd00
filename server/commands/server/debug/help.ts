/** DEBUG HELP: what each subcommand says of itself, in the order of their names. */
import { replyHelp } from '../../../../shared/command/help.ts'
import type { ReplyWriter } from '../../../../shared/resp/reply-writer.ts'
import type { DebugSubcommand } from './subcommand.ts'

export function debugHelp(reply: ReplyWriter, subcommands: Iterable<DebugSubcommand>): void {
  const texts = [...subcommands].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ help }) => help)
  replyHelp(reply, 'DEBUG', texts.flat())
}
