/**
 * Every command of a sentinel. As in Redis, a subcommand without the flag `sentinel` is none of a sentinel's
 * (CLIENT NO-TOUCH).
 */
import type { Command } from '../../shared/command/command.ts'
import { sharedCommands } from '../../shared/commands/list.ts'
import type { SentinelContext } from '../engine/context.ts'
import { info } from './info.ts'
import { publish } from './publish.ts'
import { role } from './role.ts'
import { sentinel } from './sentinel/sentinel.ts'
import { shutdown } from './shutdown.ts'

export const sentinelCommands: Command<SentinelContext>[] = [
  ...sharedCommands.map(ofSentinel),
  info,
  publish,
  role,
  sentinel,
  shutdown,
]

function ofSentinel(shared: (typeof sharedCommands)[number]): Command<SentinelContext> {
  const subcommands = shared.subcommands?.filter(({ flags }) => flags.includes('sentinel'))
  return (subcommands === undefined ? shared : { ...shared, subcommands }) as Command<SentinelContext>
}
