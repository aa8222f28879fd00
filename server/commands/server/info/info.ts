/** INFO: facts of the server in sections, those asked for or the usual ones, always in the same order. */
import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'
import { commandLines, errorLines, latencyLines } from './call-sections.ts'
import { keyspaceLines } from './keyspace-section.ts'
import { memoryLines } from './memory-section.ts'
import { replicationLines } from './replication-section.ts'
import { cpuLines, serverLines } from './server-section.ts'
import { clientLines, clusterLines, moduleLines } from './small-sections.ts'
import { debugLines, statsLines } from './stats-section.ts'

type Section = {
  name: string
  title: string
  /** Told unless others are asked for; `byName`: not even with all. */
  usual: boolean | 'byName'
  lines: (ctx: ServerContext) => string[]
}

const SECTIONS: readonly Section[] = [
  { name: 'server', title: 'Server', usual: true, lines: serverLines },
  { name: 'clients', title: 'Clients', usual: true, lines: clientLines },
  { name: 'memory', title: 'Memory', usual: true, lines: memoryLines },
  {
    name: 'persistence',
    title: 'Persistence',
    usual: true,
    lines: ({ server }) => server.info.get('persistence')?.() ?? [],
  },
  { name: 'stats', title: 'Stats', usual: true, lines: statsLines },
  { name: 'replication', title: 'Replication', usual: true, lines: replicationLines },
  { name: 'cpu', title: 'CPU', usual: true, lines: cpuLines },
  { name: 'modules', title: 'Modules', usual: true, lines: moduleLines },
  { name: 'commandstats', title: 'Commandstats', usual: false, lines: commandLines },
  { name: 'errorstats', title: 'Errorstats', usual: true, lines: errorLines },
  { name: 'latencystats', title: 'Latencystats', usual: false, lines: latencyLines },
  { name: 'cluster', title: 'Cluster', usual: true, lines: clusterLines },
  { name: 'keyspace', title: 'Keyspace', usual: true, lines: keyspaceLines },
  { name: 'debug', title: 'Debug', usual: 'byName', lines: debugLines },
]

export const info = command<ServerContext>({
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
  run(ctx, args) {
    const asked = new Set<string>()
    for (let i = 1; i < args.argc; i++) asked.add(args.text(i).toLowerCase())
    const all = asked.has('all') || asked.has('everything')
    const usual = asked.size === 0 || asked.has('default')
    const parts: string[] = []
    for (const { name, title, usual: isUsual, lines } of SECTIONS) {
      const told = isUsual === 'byName' ? false : all || (usual && isUsual)
      if (!told && !asked.has(name)) continue
      parts.push([`# ${title}`, ...lines(ctx), ''].join('\r\n'))
    }
    ctx.reply.verbatim('txt', parts.join('\r\n'))
  },
})
