/** MIGRATE: moves keys to another server; see `Migrations` for how. */
import { clientState } from '../../../shared/client/client.ts'
import { command, type KeyUse } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import type { Parcel } from '../../migration/migration.ts'
import { Migrations } from '../../migration/migrations.ts'
import { dumpValue } from '../../persistence/rdb/dump-payload.ts'

const KEY = 3
const TARGET_DB = 4
const TIMEOUT = 5
const OPTIONS = 6
const DEFAULT_TIMEOUT_MS = 1000

export const migrate = command<ServerContext>({
  name: 'MIGRATE',
  group: 'generic',
  since: '2.6.0',
  arity: -6,
  summary: 'Atomically transfer a key from a Redis instance to another one.',
  complexity:
    'This command actually executes a DUMP+DEL in the source instance, and a RESTORE in the target ' +
    'instance. See the pages of these commands for time complexity. Also an O(N) data transfer between ' +
    'the two instances is performed.',
  syntax:
    'host port:integer key_or_empty_string=(key|empty_string="") destination-db:integer timeout:integer ' +
    '[COPY@3.0.0] [REPLACE@3.0.0] ' +
    'authentication=[[AUTH password@4.0.7]|[username_password=AUTH2 (username password)@6.0.0]] ' +
    '[KEYS key#1@3.0.6...]',
  flags: ['write', 'movablekeys'],
  categories: ['@keyspace', '@dangerous'],
  tips: ['nondeterministic_output'],
  history: [
    ['3.0.0', 'Added the `COPY` and `REPLACE` options.'],
    ['3.0.6', 'Added the `KEYS` option.'],
    ['4.0.7', 'Added the `AUTH` option.'],
    ['6.0.0', 'Added the `AUTH2` option.'],
  ],
  keys: [
    {
      flags: ['RW', 'access', 'delete'],
      begin: { index: KEY },
      find: { last: 0, step: 1, limit: 0 },
    },
    {
      flags: ['RW', 'access', 'delete', 'incomplete'],
      begin: { keyword: 'KEYS', startFrom: -2 },
      find: { last: -1, step: 1, limit: 0 },
    },
  ],
  getKeys: keysOf,
  run(ctx, args) {
    const { client, db, reply } = ctx
    const options = readOptions(args)
    if (typeof options === 'string') return reply.error(options)
    const timeout = args.int64(TIMEOUT)
    const targetDb = args.int64(TARGET_DB)
    if (timeout === null || targetDb === null) return reply.error(errors.notInteger)
    const parcels = pack(ctx, args, options)
    if (parcels.length === 0) return reply.status('NOKEY')
    if (ctx.inTransaction || client.has(clientState.master)) {
      return reply.error('ERR MIGRATE has to wait for the target, which it cannot inside a transaction')
    }
    client.set(clientState.blocked)
    Migrations.of(ctx.server).begin({
      ...options,
      client,
      host: args.text(1),
      // Like atoi, and the 16 bits that an address takes.
      port: (Number.parseInt(args.text(2), 10) || 0) & 0xffff,
      db: db.index,
      targetDb: Number(targetDb),
      timeoutMs: timeout <= 0n ? DEFAULT_TIMEOUT_MS : Number(timeout),
      parcels,
    })
  },
})

type Options = {
  copy: boolean
  replace: boolean
  auth: Uint8Array[] | null
  firstKey: number
  keyCount: number
}

/** The options, or an error text. */
function readOptions(args: Args): Options | string {
  const options: Options = { copy: false, replace: false, auth: null, firstKey: KEY, keyCount: 1 }
  for (let i = OPTIONS; i < args.argc; i++) {
    const more = args.argc - 1 - i
    if (args.is(i, 'COPY')) options.copy = true
    else if (args.is(i, 'REPLACE')) options.replace = true
    else if (args.is(i, 'AUTH') && more >= 1) options.auth = [args.bytes(++i)]
    else if (args.is(i, 'AUTH2') && more >= 2) options.auth = [args.bytes(++i), args.bytes(++i)]
    else if (args.is(i, 'KEYS')) {
      if (args.len[KEY] !== 0) {
        return 'ERR When using MIGRATE KEYS option, the key argument must be set to the empty string'
      }
      options.firstKey = i + 1
      options.keyCount = more
      break
    } else return errors.syntax
  }
  return options
}

/** The keys that are there, ready to leave; looking for them counts as reading. */
function pack({ db, values, server }: ServerContext, args: Args, { firstKey, keyCount }: Options): Parcel[] {
  const compression = server.store.bool('rdbcompression')
  const parcels: Parcel[] = []
  for (let i = firstKey; i < firstKey + keyCount; i++) {
    if (db.read(args, i) === 0) continue
    parcels.push({
      key: args.bytes(i),
      payload: dumpValue(values, db, compression),
      expireAt: db.records.expireAt,
    })
  }
  return parcels
}

function keysOf(args: Args): KeyUse[] {
  const flags: KeyUse['flags'] = ['RW', 'access', 'delete']
  const options = readOptions(args)
  if (typeof options === 'string') return [{ at: KEY, flags }]
  return Array.from({ length: options.keyCount }, (_, i) => ({ at: options.firstKey + i, flags }))
}
