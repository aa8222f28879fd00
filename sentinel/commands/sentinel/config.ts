/** SENTINEL CONFIG: global parameters of the sentinel itself; several at once, as in Redis 7.2. */
import { command } from '../../../shared/command/command.ts'
import { configGet } from '../../core/queries.ts'
import { type SentinelContext, textsFrom } from '../../engine/context.ts'

export const sentinelConfig = command<SentinelContext>({
  name: 'CONFIG',
  group: 'sentinel',
  since: '6.2.0',
  arity: -4,
  summary: 'Configure Sentinel',
  complexity: 'O(N) when N is the number of configuration parameters provided',
  syntax: 'action=(set-param-value=SET (parameter value)...|GET parameter...)',
  flags: ['admin', 'only_sentinel'],
  history: [['7.2.0', 'Added the ability to set and get multiple parameters in one call.']],
  run(ctx, args) {
    if (args.is(2, 'GET')) ctx.answer(configGet(ctx.sentinel.state, textsFrom(args, 3)))
    else if (args.is(2, 'SET') && args.argc >= 5) ctx.ask('config-set', args, 3)
    else ctx.reply.error(`ERR Only SENTINEL CONFIG GET ${GET} / SET ${SET} are supported.`)
  },
})

const GET = '<param> [<param> <param> ...]'
const SET = '<param> <value> [<param> <value> ...]'
