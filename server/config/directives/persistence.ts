/** Snapshots and the append-only file. */

import { directive } from '../../../shared/config/directive.ts'
import { bool, INT_MAX, INT_MIN, integer, memory, oneOf } from '../../../shared/config/kinds.ts'
import { baseName, directory, savePoints } from '../kinds.ts'

export const persistence = [
  directive({ name: 'dir', kind: directory(), default: '', flags: ['protected', 'deny-loading'] }),
  directive({
    name: 'dbfilename',
    kind: baseName('dbfilename', 'filename', true),
    default: 'dump.rdb',
    flags: ['protected'],
  }),
  directive({ name: 'save', kind: savePoints, default: '3600 1 300 100 60 10000' }),
  directive({ name: 'rdbcompression', kind: bool(), default: 'yes' }),
  directive({ name: 'rdbchecksum', kind: bool(), default: 'yes', flags: ['immutable'] }),
  directive({ name: 'rdb-save-incremental-fsync', kind: bool(), default: 'yes' }),
  directive({
    name: 'rdb-version-check',
    kind: oneOf(['strict', 'relaxed']),
    default: 'strict',
    ignored: 'every known version is read, and none other',
  }),
  directive({ name: 'stop-writes-on-bgsave-error', kind: bool(), default: 'yes' }),
  directive({
    name: 'sanitize-dump-payload',
    kind: oneOf(['no', 'yes', 'clients']),
    default: 'no',
    ignored: 'every byte of a payload is looked at in any case',
  }),
  directive({ name: 'appendonly', kind: bool(), default: 'no', flags: ['deny-loading'] }),
  directive({
    name: 'appendfilename',
    kind: baseName('appendfilename', 'filename'),
    default: 'appendonly.aof',
    flags: ['immutable'],
  }),
  directive({
    name: 'appenddirname',
    kind: baseName('appenddirname', 'dirname'),
    default: 'appendonlydir',
    flags: ['immutable'],
  }),
  directive({ name: 'appendfsync', kind: oneOf(['everysec', 'always', 'no']), default: 'everysec' }),
  directive({ name: 'no-appendfsync-on-rewrite', kind: bool(), default: 'no' }),
  directive({ name: 'auto-aof-rewrite-percentage', kind: integer(0), default: '100' }),
  directive({ name: 'auto-aof-rewrite-min-size', kind: memory(0), default: '64mb' }),
  directive({ name: 'aof-load-truncated', kind: bool(), default: 'yes' }),
  directive({ name: 'aof-use-rdb-preamble', kind: bool(), default: 'yes' }),
  directive({ name: 'aof-timestamp-enabled', kind: bool(), default: 'no' }),
  directive({ name: 'aof-rewrite-incremental-fsync', kind: bool(), default: 'yes' }),
  directive({ name: 'aof-disable-auto-gc', kind: bool(), default: 'no' }),
  directive({ name: 'rdb-key-save-delay', kind: integer(INT_MIN, INT_MAX), default: '0', flags: ['hidden'] }),
  directive({ name: 'key-load-delay', kind: integer(INT_MIN, INT_MAX), default: '0', flags: ['hidden'] }),
  directive({
    name: 'loading-process-events-interval-bytes',
    kind: integer(1024),
    default: '2097152',
    flags: ['hidden'],
    ignored: 'a load lets others through after a slice of time, not of bytes',
  }),
]
