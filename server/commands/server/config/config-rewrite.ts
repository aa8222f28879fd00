/** CONFIG REWRITE: puts the configuration as it is now into the file it came from. */

import { command } from '../../../../shared/command/command.ts'
import type { ServerContext } from '../../../engine/context.ts'

export const configRewrite = command<ServerContext>({
  name: 'REWRITE',
  group: 'server',
  since: '2.8.0',
  arity: 2,
  summary: 'Rewrite the configuration file with the in memory configuration',
  complexity: 'O(1)',
  flags: ['admin', 'noscript', 'loading', 'stale'],
  run({ reply, server }) {
    if (server.parts.world.process().configFile === '') {
      reply.error('ERR The server is running without a config file')
      return
    }
    const failure = server.rewriteConfig(false)
    if (failure === null) {
      server.notice.notice('CONFIG REWRITE executed with success.')
      reply.ok()
      return
    }
    server.notice.warning(`CONFIG REWRITE failed: ${failure}`)
    reply.error(`ERR Rewriting config file: ${failure}`)
  },
})
