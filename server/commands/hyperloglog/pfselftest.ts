/**
 * PFSELFTEST: registers hold what is put into them, both forms agree, and estimates are as near as they
 * should be.
 */

import { latin1Bytes } from '../../../shared/bytes/text.ts'
import { command } from '../../../shared/command/command.ts'
import type { ServerContext } from '../../engine/context.ts'
import { denseGet, densePut } from '../../values/hyperloglog/dense.ts'
import { DENSE_LENGTH, RANK_MAX, REGISTERS } from '../../values/hyperloglog/form.ts'
import { HyperLogLog } from '../../values/hyperloglog/hyperloglog.ts'

const ELEMENTS = 100_000
const SPARSE_MAX = 3000
/** Of the estimate, relative: 1.04 / sqrt(registers), the standard error. */
const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS)

export const pfselftest = command<ServerContext>({
  name: 'PFSELFTEST',
  group: 'hyperloglog',
  since: '2.8.9',
  arity: 1,
  summary: 'An internal command for testing HyperLogLog values',
  complexity: 'N/A',
  flags: ['admin'],
  system: true,
  run(ctx) {
    const failure = testRegisters(ctx) ?? testEstimates(ctx)
    if (failure === null) ctx.reply.ok()
    else ctx.reply.error(`TESTFAILED ${failure}`)
  },
})

function testRegisters({ random }: ServerContext): string | null {
  const bytes = new Uint8Array(DENSE_LENGTH)
  const ranks = new Uint8Array(REGISTERS)
  for (let n = 0; n < 4 * REGISTERS; n++) {
    const i = random.below(REGISTERS)
    ranks[i] = random.below(RANK_MAX + 1)
    densePut(bytes, 0, i, ranks[i]!)
  }
  const wrong = ranks.findIndex((rank, i) => denseGet(bytes, 0, i) !== rank)
  return wrong < 0 ? null : `Register ${wrong} should be ${ranks[wrong]} but is ${denseGet(bytes, 0, wrong)}`
}

/** Adds distinct elements to one that begins sparse and to one that is dense from the start. */
function testEstimates({ random }: ServerContext): string | null {
  const salt = random.below(2 ** 32)
  const usual = new HyperLogLog()
  const dense = new HyperLogLog()
  usual.create()
  dense.create()
  dense.makeDense()
  for (let n = 1, checkpoint = 1; n <= ELEMENTS; n++) {
    const element = latin1Bytes(`${salt}:${n}`)
    for (const one of [usual, dense]) {
      one.hash(element, 0, element.length)
      one.raise(one.index, one.rank, SPARSE_MAX)
    }
    if (n !== checkpoint) continue
    checkpoint *= 10
    const estimates = [usual, dense].map(({ bytes, length }) => usual.count(bytes, 0, length))
    if (estimates[0] !== estimates[1]) return `sparse and dense disagree: ${estimates[0]}, ${estimates[1]}`
    const error = Math.abs(estimates[0]! - n)
    // Six times the standard error: once in 500 million tests by chance. Of few elements two may share a
    // register.
    if (error > Math.max(6 * STANDARD_ERROR * n, 2))
      return `too big error: ${n} elements, estimate ${estimates[0]}`
  }
  return null
}
