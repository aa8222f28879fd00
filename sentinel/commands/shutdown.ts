/** SHUTDOWN: a sentinel has nothing to save, its state is on disk before anybody hears of it. */
import { command } from '../../shared/command/command.ts'
import type { Args } from '../../shared/resp/args.ts'
import { errors } from '../../shared/resp/errors.ts'
import type { SentinelContext } from '../engine/context.ts'

export const shutdown = command<SentinelContext>({
  name: 'SHUTDOWN',
  group: 'server',
  since: '1.0.0',
  arity: -1,
  summary: 'Synchronously save the dataset to disk and then shut down the server',
  complexity:
    'O(N) when saving, where N is the total number of keys in all databases when saving data, ' +
    'otherwise O(1)',
  syntax: 'nosave-save=[NOSAVE|SAVE] [NOW@7.0.0] [FORCE@7.0.0] [ABORT@7.0.0]',
  flags: ['admin', 'noscript', 'loading', 'stale', 'no_multi', 'allow_busy', 'sentinel'],
  history: [['7.0.0', 'Added the `NOW`, `FORCE` and `ABORT` modifiers.']],
  run({ reply, sentinel }, args) {
    const options = readOptions(args)
    if (options === null) reply.error(errors.syntax)
    else if (options.has('ABORT')) reply.error('ERR No shutdown in progress.')
    else sentinel.world.shutdown()
  },
})

const OPTIONS = ['NOSAVE', 'SAVE', 'NOW', 'FORCE', 'ABORT']

/** Null for options that cannot be read or contradict each other. */
function readOptions(args: Args): Set<string> | null {
  const options = new Set<string>()
  for (let i = 1; i < args.argc; i++) {
    const option = OPTIONS.find(name => args.is(i, name))
    if (option === undefined) return null
    options.add(option)
  }
  if (options.has('SAVE') && options.has('NOSAVE')) return null
  return options.has('ABORT') && args.argc > 2 ? null : options
}
