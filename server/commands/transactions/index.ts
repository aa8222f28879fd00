/** Transactions. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { discard } from './discard.ts'
import { exec } from './exec.ts'
import { multi } from './multi.ts'
import { unwatch } from './unwatch.ts'
import { watch } from './watch.ts'

export const transactionCommands: Command<ServerContext>[] = [discard, exec, multi, unwatch, watch]
