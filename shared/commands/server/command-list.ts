/** COMMAND LIST: names, subcommands with their container, perhaps of one category or pattern. */
import { matchGlob } from '../../bytes/glob.ts'
import { latin1Bytes } from '../../bytes/text.ts'
import { categories } from '../../command/categories.ts'
import { command } from '../../command/command.ts'
import type { CommandContext } from '../../command/context.ts'
import type { CommandEntry } from '../../command/entry.ts'
import type { Args } from '../../resp/args.ts'
import { errors } from '../../resp/errors.ts'

export const commandList = command<CommandContext>({
  name: 'LIST',
  group: 'server',
  since: '7.0.0',
  arity: -2,
  summary: 'Get an array of Redis command names',
  complexity: 'O(N) where N is the total number of Redis commands',
  syntax: '[FILTERBY (MODULE module-name|ACLCAT category|PATTERN pattern)]',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@connection'],
  tips: ['nondeterministic_output_order'],
  run({ commands, reply }, args) {
    const accepts = readFilter(args)
    if (accepts === null) {
      reply.error(errors.syntax)
      return
    }
    const names: string[] = []
    for (const entry of commands.entries()) if (accepts(entry)) names.push(entry.name)
    reply.array(names.length)
    for (const name of names) reply.bulkText(name)
  },
})

/** Null for a filter that cannot be read. */
function readFilter(args: Args): ((entry: CommandEntry) => boolean) | null {
  if (args.argc === 2) return () => true
  if (args.argc !== 5 || !args.is(2, 'FILTERBY')) return null
  if (args.is(3, 'MODULE')) return () => false
  if (args.is(3, 'ACLCAT')) {
    const category = `@${args.text(4).toLowerCase()}`
    return entry => categories(entry.definition).includes(category)
  }
  if (!args.is(3, 'PATTERN')) return null
  const pattern = args.view(4)
  return ({ name }) => matchGlob(pattern, 0, pattern.length, latin1Bytes(name), 0, name.length, true)
}
