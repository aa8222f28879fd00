/** Every command of the server: the shared ones and each family's own. */
import type { Command } from '../../shared/command/command.ts'
import { serverOnlyCommands, sharedCommands } from '../../shared/commands/list.ts'
import { bitmapCommands } from './bitmap/index.ts'
import { clusterCommands } from './cluster/index.ts'
import { connectionCommands } from './connection/index.ts'
import { geoCommands } from './geo/index.ts'
import { hashCommands } from './hash/index.ts'
import { hyperloglogCommands } from './hyperloglog/index.ts'
import { keysCommands } from './keys/index.ts'
import { listCommands } from './list/index.ts'
import { replicationCommands } from './replication/index.ts'
import { serverCommands } from './server/index.ts'
import { setCommands } from './set/index.ts'
import { sortedSetCommands } from './sorted-set/index.ts'
import { stringCommands } from './string/index.ts'
import { transactionCommands } from './transactions/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: shared commands ask less of their context.
export const allCommands: Command<any>[] = [
  ...sharedCommands,
  ...serverOnlyCommands,
  ...clusterCommands,
  ...connectionCommands,
  ...serverCommands,
  ...transactionCommands,
  ...replicationCommands,
  ...keysCommands,
  ...stringCommands,
  ...bitmapCommands,
  ...geoCommands,
  ...hyperloglogCommands,
  ...listCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
]
