/** CONFIG REWRITE: puts the configuration as it is now into the file it came from. */

import { latin1, latin1Bytes } from '../../../../shared/bytes/text.ts'
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
    const { world } = server.parts
    const path = world.process().configFile
    if (path === '') {
      reply.error('ERR The server is running without a config file')
      return
    }
    const old = world.readFile(path)
    const text = server.store.rewrite(old === null ? '' : latin1(old))
    const failure = world.writeFile(path, latin1Bytes(text))
    if (failure === null) {
      server.notice.notice('CONFIG REWRITE executed with success.')
      reply.ok()
      return
    }
    server.notice.warning(`CONFIG REWRITE failed: ${failure}`)
    reply.error(`ERR Rewriting config file: ${failure}`)
  },
})
