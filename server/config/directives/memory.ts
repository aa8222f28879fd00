/** Memory: the limit, what is evicted at it, and how freed memory is given back. */

import { type Directive, directive, type Kind } from '../../../shared/config/directive.ts'
import { bool, integer, LONG_MAX, memory, oneOf, ULONG_MAX } from '../../../shared/config/kinds.ts'

const NO_DEFRAG = "the arena's size classes do not fragment as an allocator's do"
const POLICIES = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
]

function defrag(name: string, kind: Kind, initial: string): Directive {
  return directive({ name, kind, default: initial, ignored: NO_DEFRAG })
}

function lazyfree(name: string): Directive {
  return directive({ name, kind: bool(), default: 'no' })
}

export const memoryLimits = [
  directive({ name: 'maxmemory', kind: memory(0, ULONG_MAX), default: '0' }),
  directive({ name: 'maxmemory-policy', kind: oneOf(POLICIES), default: 'noeviction' }),
  directive({ name: 'maxmemory-samples', kind: integer(1), default: '5' }),
  directive({ name: 'maxmemory-eviction-tenacity', kind: integer(0, 100), default: '10' }),
  directive({ name: 'lfu-log-factor', kind: integer(0), default: '10' }),
  directive({ name: 'lfu-decay-time', kind: integer(0), default: '1' }),
  lazyfree('lazyfree-lazy-eviction'),
  lazyfree('lazyfree-lazy-expire'),
  lazyfree('lazyfree-lazy-server-del'),
  lazyfree('lazyfree-lazy-user-del'),
  directive({
    name: 'lazyfree-lazy-user-flush',
    kind: bool(),
    default: 'no',
    ignored: 'flushed databases are freed in slices whatever the command says',
  }),
  directive({
    name: 'jemalloc-bg-thread',
    kind: bool(),
    default: 'yes',
    ignored: 'memory is not managed by jemalloc',
  }),
  defrag('activedefrag', bool(), 'no'),
  defrag('active-defrag-ignore-bytes', memory(1), '100mb'),
  defrag('active-defrag-threshold-lower', integer(0, 1000), '10'),
  defrag('active-defrag-threshold-upper', integer(0, 1000), '100'),
  defrag('active-defrag-cycle-min', integer(1, 99), '1'),
  defrag('active-defrag-cycle-max', integer(1, 99), '25'),
  defrag('active-defrag-cycle-us', integer(0, 100000), '500'),
  defrag('active-defrag-max-scan-fields', integer(1, LONG_MAX), '1000'),
]
