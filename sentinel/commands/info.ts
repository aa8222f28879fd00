/**
 * INFO of a sentinel: Redis's five sections in Redis's order; `all`, `default` and `everything` are the same.
 */
import { command } from '../../shared/command/command.ts'
import type { SentinelContext } from '../engine/context.ts'
import { SECTIONS } from './info-sections.ts'

export const info = command<SentinelContext>({
  name: 'INFO',
  group: 'server',
  since: '1.0.0',
  arity: -1,
  summary: 'Get information and statistics about the server',
  complexity: 'O(1)',
  syntax: '[section...]',
  flags: ['loading', 'stale', 'sentinel'],
  categories: ['@dangerous'],
  tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
  history: [['7.0.0', 'Added support for taking multiple section arguments.']],
  run({ reply, sentinel }, args) {
    const wanted = new Set<string>()
    for (let i = 1; i < args.argc; i++) wanted.add(args.text(i).toLowerCase())
    const all = wanted.size === 0 || EVERYTHING.some(word => wanted.has(word))
    const parts = SECTIONS.filter(({ name }) => all || wanted.has(name.toLowerCase())).map(
      ({ name, text }) => `# ${name}\r\n${text(sentinel)}`,
    )
    reply.verbatim('txt', parts.join('\r\n'))
  },
})

const EVERYTHING = ['all', 'default', 'everything']
