/** Commands of cluster mode. There is none yet, so each checks its arity and says that it is disabled. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { asking } from './asking.ts'
import { cluster } from './cluster.ts'
import { readonly } from './readonly.ts'
import { readwrite } from './readwrite.ts'

export const clusterCommands: Command<ServerContext>[] = [asking, cluster, readonly, readwrite]
