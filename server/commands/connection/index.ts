/** Connection commands that only a server has. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { select } from './select.ts'

export const connectionCommands: Command<ServerContext>[] = [select]
