/**
 * DEBUG ASSERT, PANIC, OOM and SEGFAULT: the process ends as it would by a fault of its own, with its report
 * in the log; the last one by the signal.
 */
import { assert } from '../../../../shared/bytes/assert.ts'
import type { DebugSubcommand } from './subcommand.ts'

const ANY = Number.POSITIVE_INFINITY

export const crashes: DebugSubcommand[] = [
  {
    name: 'ASSERT',
    least: 2,
    most: ANY,
    help: ['ASSERT', '    Crash by assertion failed.'],
    run: () => assert(false, '1 == 2'),
  },
  {
    name: 'OOM',
    least: 2,
    most: ANY,
    help: ['OOM', '    Crash the server simulating an out-of-memory error.'],
    run() {
      throw new Error(`Out Of Memory allocating ${2n ** 63n - 1n} bytes!`)
    },
  },
  {
    name: 'PANIC',
    least: 2,
    most: ANY,
    help: ['PANIC', '    Crash the server simulating a panic.'],
    run() {
      throw new Error('called by Unittest')
    },
  },
  {
    name: 'SEGFAULT',
    least: 2,
    most: ANY,
    help: ['SEGFAULT', '    Crash the server with sigsegv.'],
    run({ server }) {
      server.notice.warning('=== REDIS BUG REPORT START: Cut & paste starting from here ===')
      server.notice.warning('Redis crashed by signal: 11, si_code: 0')
      server.notice.warning('=== REDIS BUG REPORT END. ===')
      server.parts.world.fault()
    },
  },
]
