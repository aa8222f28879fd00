/** SENTINEL IS-MASTER-DOWN-BY-ADDR: asked by other sentinels, for our opinion and our vote. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelIsMasterDownByAddr = command<SentinelContext>({
  name: 'IS-MASTER-DOWN-BY-ADDR',
  group: 'sentinel',
  since: '2.8.4',
  arity: 6,
  summary: 'Check if a master is down',
  complexity: 'O(1)',
  syntax: 'ip port:integer current-epoch:integer runid',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.ask('is-master-down-by-addr', args, 2)
  },
})
