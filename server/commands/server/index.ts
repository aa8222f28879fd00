/** Commands about the server itself. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { bgrewriteaof } from './bgrewriteaof.ts'
import { bgsave } from './bgsave.ts'
import { config } from './config/config.ts'
import { debug } from './debug/debug.ts'
import { info } from './info/info.ts'
import { lastsave } from './lastsave.ts'
import { latency } from './latency/latency.ts'
import { lolwut } from './lolwut.ts'
import { memory } from './memory/memory.ts'
import { module } from './module/module.ts'
import { monitor } from './monitor.ts'
import { save } from './save.ts'
import { shutdown } from './shutdown.ts'
import { slowlog } from './slowlog/slowlog.ts'
import { time } from './time.ts'

export const serverCommands: Command<ServerContext>[] = [
  bgrewriteaof,
  bgsave,
  config,
  debug,
  info,
  lastsave,
  latency,
  lolwut,
  memory,
  module,
  monitor,
  save,
  shutdown,
  slowlog,
  time,
]
