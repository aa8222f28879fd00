/**
 * Every command of a sentinel. RESET and QUIT are known here though Redis's sentinel has neither: clients
 * send them.
 */
import type { Command } from '../../shared/command/command.ts'
import { quit } from '../../shared/commands/connection/quit.ts'
import { sharedCommands } from '../../shared/commands/list.ts'
import type { SentinelContext } from '../engine/context.ts'
import { info } from './info.ts'
import { publish } from './publish.ts'
import { role } from './role.ts'
import { sentinel } from './sentinel/sentinel.ts'
import { shutdown } from './shutdown.ts'

export const sentinelCommands: Command<SentinelContext>[] = [
  ...(sharedCommands as Command<SentinelContext>[]),
  info,
  publish,
  quit as Command<SentinelContext>,
  role,
  sentinel,
  shutdown,
]
