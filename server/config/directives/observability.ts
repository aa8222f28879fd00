/** Slow log, latency, keyspace events, and how long a script may keep others waiting. */

import { type Directive, directive } from '../../../shared/config/directive.ts'
import { bool, integer, LONG_MAX } from '../../../shared/config/kinds.ts'
import { keyspaceEvents, percentiles } from '../kinds.ts'

const NO_LARGE_LOG = 'only slow commands are logged, not large ones'

function largeLog(name: string, min: number, initial: string): Directive {
  return directive({ name, kind: integer(min, LONG_MAX), default: initial, ignored: NO_LARGE_LOG })
}

export const observability = [
  directive({
    name: 'slowlog-log-slower-than',
    alias: 'commandlog-execution-slower-than',
    kind: integer(-1, LONG_MAX),
    default: '10000',
  }),
  directive({
    name: 'slowlog-max-len',
    alias: 'commandlog-slow-execution-max-len',
    kind: integer(0, LONG_MAX),
    default: '128',
  }),
  largeLog('commandlog-request-larger-than', -1, '1048576'),
  largeLog('commandlog-large-request-max-len', 0, '128'),
  largeLog('commandlog-reply-larger-than', -1, '1048576'),
  largeLog('commandlog-large-reply-max-len', 0, '128'),
  directive({ name: 'latency-monitor-threshold', kind: integer(0, LONG_MAX), default: '0' }),
  directive({ name: 'latency-tracking', kind: bool(), default: 'yes' }),
  directive({ name: 'latency-tracking-info-percentiles', kind: percentiles, default: '50 99 99.9' }),
  directive({ name: 'notify-keyspace-events', kind: keyspaceEvents, default: '' }),
  directive({
    name: 'busy-reply-threshold',
    alias: 'lua-time-limit',
    kind: integer(0, LONG_MAX),
    default: '5000',
    ignored: 'there are no scripts yet',
  }),
]
