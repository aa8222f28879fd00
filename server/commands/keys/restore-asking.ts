/** RESTORE-ASKING: RESTORE as a node of a cluster sends it with MIGRATE, to a slot that is on its way. */
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { restore } from './restore.ts'

export const restoreAsking = command<ServerContext>({
  ...restore,
  name: 'RESTORE-ASKING',
  group: 'server',
  since: '3.0.0',
  summary: 'An internal command for migrating keys in a cluster',
  flags: ['write', 'denyoom', 'asking'],
  system: true,
})
