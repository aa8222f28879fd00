import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { objectEncoding } from './object-encoding.ts'
import { objectFreq } from './object-freq.ts'
import { objectHelp } from './object-help.ts'
import { objectIdletime } from './object-idletime.ts'
import { objectRefcount } from './object-refcount.ts'

export const object = command<ServerContext>({
  name: 'OBJECT',
  group: 'generic',
  since: '2.2.3',
  arity: -2,
  summary: 'A container for object introspection commands',
  complexity: 'Depends on subcommand.',
  flags: [],
  subcommands: [objectEncoding, objectIdletime, objectHelp, objectFreq, objectRefcount],
})
