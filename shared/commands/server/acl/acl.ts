/** ACL: what can be asked about the one user there is, `default`. */
import { command } from '../../../command/command.ts'
import type { CommandContext } from '../../../command/context.ts'
import { aclCat } from './acl-cat.ts'
import { aclGetuser } from './acl-getuser.ts'
import { aclHelp } from './acl-help.ts'
import { aclList } from './acl-list.ts'
import { aclUsers } from './acl-users.ts'
import { aclWhoami } from './acl-whoami.ts'

export const acl = command<CommandContext>({
  name: 'ACL',
  group: 'server',
  since: '6.0.0',
  arity: -2,
  summary: 'A container for Access List Control commands ',
  complexity: 'Depends on subcommand.',
  flags: ['sentinel'],
  subcommands: [aclCat, aclGetuser, aclHelp, aclList, aclUsers, aclWhoami],
})
