/** SENTINEL IS-PRIMARY-DOWN-BY-ADDR: Valkey's name of SENTINEL IS-MASTER-DOWN-BY-ADDR. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelIsPrimaryDownByAddr = command<SentinelContext>({
  name: 'IS-PRIMARY-DOWN-BY-ADDR',
  group: 'sentinel',
  since: '8.0.0',
  arity: 6,
  summary: 'Check if a master is down',
  complexity: 'O(1)',
  syntax: 'ip port:integer current-epoch:integer runid',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('is-master-down-by-addr', args, 2)
  },
})
