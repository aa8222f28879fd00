/** The commands on keys of any type, and those on whole databases. */
import type { Command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { copy } from './copy.ts'
import { dbsize } from './dbsize.ts'
import { del } from './del.ts'
import { dump } from './dump.ts'
import { exists } from './exists.ts'
import { expire } from './expire.ts'
import { expireat } from './expireat.ts'
import { expiretime } from './expiretime.ts'
import { flushall } from './flushall.ts'
import { flushdb } from './flushdb.ts'
import { keys } from './keys.ts'
import { migrate } from './migrate.ts'
import { move } from './move.ts'
import { object } from './object.ts'
import { persist } from './persist.ts'
import { pexpire } from './pexpire.ts'
import { pexpireat } from './pexpireat.ts'
import { pexpiretime } from './pexpiretime.ts'
import { pttl } from './pttl.ts'
import { randomkey } from './randomkey.ts'
import { rename } from './rename.ts'
import { renamenx } from './renamenx.ts'
import { restore } from './restore.ts'
import { restoreAsking } from './restore-asking.ts'
import { scan } from './scan.ts'
import { sort } from './sort.ts'
import { sortRo } from './sort-ro.ts'
import { swapdb } from './swapdb.ts'
import { touch } from './touch.ts'
import { ttl } from './ttl.ts'
import { typeCommand } from './type.ts'
import { unlink } from './unlink.ts'

export const keysCommands: Command<ServerContext>[] = [
  copy,
  dbsize,
  del,
  dump,
  exists,
  expire,
  expireat,
  expiretime,
  flushall,
  flushdb,
  keys,
  migrate,
  move,
  object,
  persist,
  pexpire,
  pexpireat,
  pexpiretime,
  pttl,
  randomkey,
  rename,
  renamenx,
  restore,
  restoreAsking,
  scan,
  sort,
  sortRo,
  swapdb,
  touch,
  ttl,
  typeCommand,
  unlink,
]
