/** ACL CAT: the categories of commands, or the commands of one. */

import { CATEGORIES, categories } from '../../../command/categories.ts'
import { command } from '../../../command/command.ts'
import type { CommandContext } from '../../../command/context.ts'
import { subcommandSyntax } from '../../../command/help.ts'

export const aclCat = command<CommandContext>({
  name: 'CAT',
  group: 'server',
  since: '6.0.0',
  arity: -2,
  summary: 'List the ACL categories or the commands inside a category',
  complexity: 'O(1) since the categories and commands are a fixed set.',
  syntax: '[categoryname]',
  flags: ['noscript', 'loading', 'stale', 'sentinel'],
  run({ commands, reply }, args) {
    if (args.argc > 3) {
      reply.error(subcommandSyntax(args, 'ACL'))
      return
    }
    if (args.argc === 2) {
      reply.array(CATEGORIES.length)
      for (const category of CATEGORIES) reply.bulkText(category.slice(1))
      return
    }
    const wanted = `@${args.text(2).toLowerCase()}`
    if (!(CATEGORIES as readonly string[]).includes(wanted)) {
      reply.error(`ERR Unknown category '${args.text(2)}'`)
      return
    }
    const names: string[] = []
    for (const { definition, name } of commands.entries()) {
      if (categories(definition).includes(wanted)) names.push(name)
    }
    reply.array(names.length)
    for (const name of names) reply.bulkText(name)
  },
})
