/** Replication: the primary, the link to it, the backlog, what replicas announce and accept. */

import { directive } from '../../../shared/config/directive.ts'
import { bool, integer, LONG_MAX, memory, oneOf, text } from '../../../shared/config/kinds.ts'
import { primaryAddress } from '../kinds.ts'

const ALWAYS_STREAMED = 'a full sync is always streamed from memory'

export const replication = [
  directive({ name: 'replicaof', alias: 'slaveof', kind: primaryAddress, default: '', flags: ['immutable'] }),
  directive({ name: 'masterauth', alias: 'primaryauth', kind: text(), default: '', flags: ['sensitive'] }),
  directive({ name: 'masteruser', alias: 'primaryuser', kind: text(), default: '', flags: ['sensitive'] }),
  directive({
    name: 'replica-serve-stale-data',
    alias: 'slave-serve-stale-data',
    kind: bool(),
    default: 'yes',
  }),
  directive({ name: 'replica-read-only', alias: 'slave-read-only', kind: bool(), default: 'yes' }),
  directive({
    name: 'replica-ignore-maxmemory',
    alias: 'slave-ignore-maxmemory',
    kind: bool(),
    default: 'yes',
  }),
  directive({
    name: 'replica-lazy-flush',
    alias: 'slave-lazy-flush',
    kind: bool(),
    default: 'no',
    ignored: 'the data that a full sync replaces is always freed in slices',
  }),
  directive({ name: 'replica-priority', alias: 'slave-priority', kind: integer(0), default: '100' }),
  directive({ name: 'replica-announced', kind: bool(), default: 'yes' }),
  directive({ name: 'replica-announce-ip', alias: 'slave-announce-ip', kind: text(), default: '' }),
  directive({
    name: 'replica-announce-port',
    alias: 'slave-announce-port',
    kind: integer(0, 65535),
    default: '0',
  }),
  directive({
    name: 'replica-ignore-disk-write-errors',
    kind: bool(),
    default: 'no',
    ignored: 'a replica follows its primary whether its own disk takes writes or not',
  }),
  directive({ name: 'min-replicas-to-write', alias: 'min-slaves-to-write', kind: integer(0), default: '0' }),
  directive({ name: 'min-replicas-max-lag', alias: 'min-slaves-max-lag', kind: integer(0), default: '10' }),
  directive({ name: 'repl-timeout', kind: integer(1), default: '60' }),
  directive({
    name: 'repl-ping-replica-period',
    alias: 'repl-ping-slave-period',
    kind: integer(1),
    default: '10',
  }),
  directive({ name: 'repl-backlog-size', kind: memory(1), default: '1mb' }),
  directive({ name: 'repl-backlog-ttl', kind: integer(0, LONG_MAX), default: '3600' }),
  directive({
    name: 'repl-disable-tcp-nodelay',
    kind: bool(),
    default: 'no',
    ignored: 'the writes of a turn leave together, so there is nothing for TCP to gather',
  }),
  directive({ name: 'repl-diskless-sync', kind: bool(), default: 'yes', ignored: ALWAYS_STREAMED }),
  directive({ name: 'repl-diskless-sync-delay', kind: integer(0), default: '5' }),
  directive({ name: 'repl-diskless-sync-max-replicas', kind: integer(0), default: '0' }),
  directive({
    name: 'repl-diskless-load',
    kind: oneOf(['disabled', 'on-empty-db', 'swapdb', 'flush-before-load']),
    default: 'disabled',
    flags: ['deny-loading'],
  }),
  directive({
    name: 'rdb-del-sync-files',
    kind: bool(),
    default: 'no',
    ignored: 'a full sync leaves no files behind',
  }),
  directive({
    name: 'propagation-error-behavior',
    kind: oneOf(['ignore', 'panic', 'panic-on-replicas']),
    default: 'ignore',
    ignored: "errors of a primary's stream are logged and counted, and end nothing",
  }),
  directive({
    name: 'dual-channel-replication-enabled',
    kind: bool(),
    default: 'no',
    ignored: 'the command log is read where the snapshot began, on one channel',
  }),
  directive({
    name: 'replica-full-sync-buffer-limit',
    kind: memory(0),
    default: '0',
    ignored: 'the command log is read where the snapshot began, on one channel',
  }),
  directive({
    name: 'import-mode',
    kind: bool(),
    default: 'no',
    ignored: 'there is no import mode',
  }),
  directive({
    name: 'availability-zone',
    kind: text({ keepEmpty: true }),
    default: '',
    ignored: 'it is kept, but not yet told to clients',
  }),
]
