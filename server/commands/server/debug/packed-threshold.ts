/**
 * DEBUG QUICKLIST-PACKED-THRESHOLD: from which size on Redis keeps an element of a list in a node of
 * another form. Here nodes have one form, so the size is checked, and the log says that it changes nothing.
 */
import { parseMemorySize } from '../../../../shared/bytes/memory-size.ts'
import type { DebugSubcommand } from './subcommand.ts'

const LIMIT = 4 * 1024 * 1024 * 1024

export const debugPackedThreshold: DebugSubcommand = {
  name: 'QUICKLIST-PACKED-THRESHOLD',
  least: 3,
  most: 3,
  help: [
    'QUICKLIST-PACKED-THRESHOLD <size>',
    '    Sets the threshold for elements to be inserted as plain vs packed nodes',
    '    Default value is 1GB, allows values up to 4GB. Setting to 0 restores to default.',
  ],
  run({ reply, server }, args) {
    if (!(parseMemorySize(args.text(2)) < LIMIT)) {
      return reply.error('ERR argument must be a memory value bigger than 1 and smaller than 4gb')
    }
    server.notice.notice('DEBUG QUICKLIST-PACKED-THRESHOLD has no effect: the nodes of lists have one form')
    reply.ok()
  },
}
