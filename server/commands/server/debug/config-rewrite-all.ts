/** DEBUG CONFIG-REWRITE-FORCE-ALL: CONFIG REWRITE with every directive, those at their defaults too. */
import type { DebugSubcommand } from './subcommand.ts'

export const debugConfigRewriteAll: DebugSubcommand = {
  name: 'CONFIG-REWRITE-FORCE-ALL',
  least: 2,
  most: 2,
  help: [
    'CONFIG-REWRITE-FORCE-ALL',
    '    Like CONFIG REWRITE but writes all configuration options, including',
    '    keywords not listed in original configuration file or default values.',
  ],
  run({ reply, server }) {
    // Redis has no file to open either, and says so in the system's words.
    const none = server.parts.world.process().configFile === '' ? 'Bad address' : null
    const failure = none ?? server.rewriteConfig(true)
    if (failure === null) reply.ok()
    else reply.error(`ERR CONFIG-REWRITE-FORCE-ALL failed: ${failure}`)
  },
}
