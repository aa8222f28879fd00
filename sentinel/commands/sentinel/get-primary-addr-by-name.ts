/** SENTINEL GET-PRIMARY-ADDR-BY-NAME: Valkey's name of SENTINEL GET-MASTER-ADDR-BY-NAME. */
import { command } from '../../../shared/command/command.ts'
import { masterAddress } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelGetPrimaryAddrByName = command<SentinelContext>({
  name: 'GET-PRIMARY-ADDR-BY-NAME',
  group: 'sentinel',
  since: '8.0.0',
  arity: 3,
  summary: 'Get port and address of a master',
  complexity: 'O(1)',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.answer(masterAddress(ctx.sentinel.state, args.text(2)))
  },
})
