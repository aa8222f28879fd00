/** DEBUG LEAK: memory that is never given back, to see what a leak looks like from outside. */
import type { DebugSubcommand } from './subcommand.ts'

const leaked: Uint8Array[] = []

export const debugLeak: DebugSubcommand = {
  name: 'LEAK',
  least: 3,
  most: 3,
  help: ['LEAK <string>', '    Create a memory leak of the input string.'],
  run({ reply }, args) {
    leaked.push(args.bytes(2))
    reply.ok()
  },
}
