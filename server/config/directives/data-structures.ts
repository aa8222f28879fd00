/** When a small collection changes from a packed form to one that grows. */

import { type Directive, directive } from '../../../shared/config/directive.ts'
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
  bytes('hll-sparse-max-bytes', '3000'),
  bytes('stream-node-max-bytes', '4096'),
  entries('stream-node-max-entries', '100'),
]
