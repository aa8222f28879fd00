/** DEBUG STRINGMATCH-TEST: patterns and texts drawn by lot, to see that matching always ends well. */
import { matchGlob } from '../../../../shared/bytes/glob.ts'
import type { Random } from '../../../../shared/ports/random.ts'
import type { DebugSubcommand } from './subcommand.ts'

const ROUNDS = 100_000
const LENGTH_MAX = 32
/** What makes patterns interesting, more often than chance would have it. */
const SPECIAL: Uint8Array = Buffer.from('*?[]^-\\ab')

export const debugStringmatchTest: DebugSubcommand = {
  name: 'STRINGMATCH-TEST',
  least: 2,
  most: 2,
  help: ['STRINGMATCH-TEST', '    Run a fuzz tester against the stringmatchlen() function.'],
  run({ random, reply }) {
    for (let i = 0; i < ROUNDS; i++) {
      const pattern = draw(random)
      const text = draw(random)
      matchGlob(pattern, 0, pattern.length, text, 0, text.length, i % 2 === 0)
    }
    reply.status('Apparently Redis did not crash: test passed')
  },
}

function draw(random: Random): Uint8Array {
  const bytes = new Uint8Array(random.below(LENGTH_MAX))
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = random.below(2) === 0 ? random.below(256) : SPECIAL[random.below(SPECIAL.length)]!
  }
  return bytes
}
