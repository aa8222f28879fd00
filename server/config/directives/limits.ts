/** Limits on clients, requests and replies. */

import { directive } from '../../../shared/config/directive.ts'
import { integer, LONG_MAX, memory, percentOrMemory, UINT_MAX } from '../../../shared/config/kinds.ts'
import { outputBufferLimits } from '../kinds.ts'

const MIB = 1024 * 1024

export const limits = [
  directive({ name: 'maxclients', kind: integer(1, UINT_MAX), default: '10000' }),
  directive({
    name: 'maxmemory-clients',
    kind: percentOrMemory(),
    default: '0',
    ignored: 'clients are limited one by one, by client-output-buffer-limit, not by what they hold together',
  }),
  directive({ name: 'client-query-buffer-limit', kind: memory(MIB), default: '1gb' }),
  directive({
    name: 'client-output-buffer-limit',
    kind: outputBufferLimits,
    default: 'normal 0 0 0 slave 256mb 64mb 60 pubsub 32mb 8mb 60',
  }),
  directive({ name: 'proto-max-bulk-len', kind: memory(MIB), default: '512mb' }),
  directive({
    name: 'tracking-table-max-keys',
    kind: integer(0, LONG_MAX),
    default: '1000000',
    ignored: 'there is no client-side caching yet',
  }),
]
