/** When a small collection changes from a packed form to one that grows. */

import { type Directive, directive, type Kind } from '../../../shared/config/directive.ts'
import { INT_MIN, integer, LONG_MAX, memory } from '../../../shared/config/kinds.ts'

function entries(name: string, initial: string, alias?: string): Directive {
  const kind = integer(0, LONG_MAX)
  return directive(
    alias === undefined ? { name, kind, default: initial } : { name, alias, kind, default: initial },
  )
}

function bytes(name: string, initial: string, alias?: string): Directive {
  const kind = memory(0)
  return directive(
    alias === undefined ? { name, kind, default: initial } : { name, alias, kind, default: initial },
  )
}

function later(name: string, kind: Kind, initial: string, ignored: string): Directive {
  return directive({ name, kind, default: initial, ignored })
}

export const dataStructures = [
  entries('hash-max-listpack-entries', '512', 'hash-max-ziplist-entries'),
  bytes('hash-max-listpack-value', '64', 'hash-max-ziplist-value'),
  directive({
    name: 'list-max-listpack-size',
    alias: 'list-max-ziplist-size',
    kind: integer(INT_MIN),
    default: '-2',
  }),
  directive({ name: 'list-compress-depth', kind: integer(0), default: '0' }),
  entries('set-max-intset-entries', '512'),
  entries('set-max-listpack-entries', '128'),
  entries('set-max-listpack-value', '64'),
  entries('zset-max-listpack-entries', '128', 'zset-max-ziplist-entries'),
  bytes('zset-max-listpack-value', '64', 'zset-max-ziplist-value'),
  later('hll-sparse-max-bytes', memory(0), '3000', 'there are no HyperLogLogs yet'),
  later('stream-node-max-bytes', memory(0), '4096', 'there are no streams yet'),
  later('stream-node-max-entries', integer(0, LONG_MAX), '100', 'there are no streams yet'),
]
