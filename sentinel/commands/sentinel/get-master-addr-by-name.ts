/** SENTINEL GET-MASTER-ADDR-BY-NAME: where clients should write. */
import { command } from '../../../shared/command/command.ts'
import { masterAddress } from '../../core/queries.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelGetMasterAddrByName = command<SentinelContext>({
  name: 'GET-MASTER-ADDR-BY-NAME',
  group: 'sentinel',
  since: '2.8.4',
  arity: 3,
  summary: 'Get port and address of a master',
  complexity: 'O(1)',
  syntax: 'master-name',
  flags: ['admin', 'only_sentinel'],
  run(ctx, args) {
    ctx.answer(masterAddress(ctx.sentinel.state, args.text(2)))
  },
})
