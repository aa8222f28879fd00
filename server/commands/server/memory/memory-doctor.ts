/** MEMORY DOCTOR: what looks wrong with the memory, in words. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { measureMemory } from './memory-use.ts'

export const memoryDoctor = command<ServerContext>({
  name: 'DOCTOR',
  group: 'server',
  since: '4.0.0',
  arity: 2,
  summary: 'Outputs memory problems report',
  complexity: 'O(1)',
  flags: [],
  tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
  run({ reply, server }) {
    const { active, peak, used } = measureMemory(server)
    if (used < SMALL) {
      reply.verbatim('txt', EMPTY)
      return
    }
    let text = ''
    if (peak / used > 1.5) text += PEAK
    if (active / used > 1.4 && active - used > 10 * SMALL) text += FRAGMENTED
    reply.verbatim(
      'txt',
      text === '' ? HEALTHY : `Sam, I detected a few issues in this Redis instance memory:\n\n${text}`,
    )
  },
})

const SMALL = 5 * 1024 * 1024
const EMPTY =
  "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used " +
  'in these conditions. Please, leave for your mission on Earth and fill it with some data.\n'
const HEALTHY =
  "Hi Sam, I can't find any memory issue in your instance. I can only account for what occurs on this base.\n"
const PEAK =
  ' * Peak memory: the instance used much more memory in the past than now. The arena gives what it ' +
  'no longer needs back to the system; the resident size follows as segments become empty.\n\n'
const FRAGMENTED =
  ' * High fragmentation: the memory that data are in is much more than they need. Half-empty segments ' +
  'account for it; they become empty, and go back to the system, as further keys go.\n\n'
