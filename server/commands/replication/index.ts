/** The replication commands, by name. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { failover } from './failover.ts'
import { psync, sync } from './psync.ts'
import { replconf } from './replconf.ts'
import { replicaof, slaveof } from './replicaof.ts'
import { role } from './role.ts'
import { wait, waitaof } from './wait.ts'

export const replicationCommands: Command<ServerContext>[] = [
  replicaof,
  slaveof,
  psync,
  sync,
  replconf,
  role,
  wait,
  waitaof,
  failover,
]
