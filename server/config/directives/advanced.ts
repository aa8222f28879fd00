/** The rhythm of background work, threads, and the directives that Holdfast adds. */

import { type Directive, directive } from '../../../shared/config/directive.ts'
import { bool, integer, oneOf } from '../../../shared/config/kinds.ts'
import { addresses } from '../kinds.ts'

const NO_IO_THREADS = 'one thread reads, runs and writes; files are written by others in any case'

function threads(name: string, min: number, max: number, initial: string): Directive {
  return directive({ name, kind: integer(min, max), default: initial, ignored: NO_IO_THREADS })
}

export const advanced = [
  directive({ name: 'hz', kind: integer(0, undefined, { low: 1n, high: 500n }), default: '10' }),
  directive({
    name: 'dynamic-hz',
    kind: bool(),
    default: 'yes',
    ignored: 'the work of a tick does not grow with the number of clients, so hz stays what it is',
  }),
  directive({ name: 'active-expire-effort', kind: integer(1, 10), default: '1' }),
  directive({
    name: 'activerehashing',
    kind: bool(),
    default: 'yes',
    ignored: 'the table grows segment by segment, there is nothing to rehash',
  }),
  directive({
    name: 'io-threads',
    kind: integer(1, 128),
    default: '1',
    flags: ['immutable'],
    ignored: NO_IO_THREADS,
  }),
  directive({
    name: 'io-threads-do-reads',
    kind: bool(),
    default: 'no',
    flags: ['immutable'],
    ignored: NO_IO_THREADS,
  }),
  threads('events-per-io-thread', 0, 2 ** 31 - 1, '2'),
  threads('prefetch-batch-max-size', 0, 128, '16'),
  threads('min-io-threads-avoid-copy-reply', 0, 2 ** 31 - 1, '7'),
  directive({
    name: 'lua-enable-deprecated-api',
    kind: bool(),
    default: 'no',
    flags: ['immutable', 'hidden'],
    ignored: 'there is no deprecated script API',
  }),
  directive({
    name: 'lua-enable-insecure-api',
    kind: bool(),
    default: 'no',
    ignored: 'there is no insecure script API',
  }),
  directive({
    name: 'extended-redis-compatibility',
    kind: bool(),
    default: 'no',
    ignored: 'names and versions are those of Redis in any case',
  }),
]

export const holdfast = [
  /** Port of the HTTP control plane; 0 is off. */
  directive({ name: 'control-port', kind: integer(0, 65535), default: '0', flags: ['immutable'] }),
  /** Addresses of the HTTP control plane. */
  directive({ name: 'control-bind', kind: addresses(), default: '127.0.0.1', flags: ['immutable'] }),
  /**
   * For so many seconds a replica keeps its data set from a primary that restarted without it, so that
   * sentinels can fail over; then it takes what the primary has. 0 is off: it takes that at once, as Redis
   * does. See server/replication/lineage-guard.ts.
   */
  directive({ name: 'replica-lineage-guard-seconds', kind: integer(0), default: '20' }),
  /** `redis` for lines as Redis logs them (Valkey calls that legacy), `json` for one object a line. */
  directive({
    name: 'log-format',
    kind: oneOf(['redis', 'json', 'legacy'], { legacy: 'redis' }),
    default: 'redis',
    flags: ['immutable'],
  }),
]
