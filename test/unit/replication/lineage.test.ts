// Is a primary that came back behind a replica? What two INFOs say, and the answer.
import { describe, expect, test } from 'vitest'
import { isBehind, lineageOf } from '../../../shared/replication/lineage.ts'

const [A, B, C] = ['a', 'b', 'c'].map(letter => letter.repeat(40)) as [string, string, string]
const NONE = `master_replid2:${'0'.repeat(40)} second_repl_offset:-1`

/** Lines of INFO, one word each. */
function told(text: string) {
  return lineageOf(`# Section\r\n${text.split(' ').join('\r\n')}\r\n`)
}

const REPLICA = `role:slave master_replid:${A} master_repl_offset:1000 ${NONE} db0:keys=90,expires=0 db3:keys=10,expires=0`
const PRIMARY = 'role:master loading:0 aof_enabled:0 rdb_last_load_keys_loaded:0'

test('INFO is read', () => {
  expect(told(`${PRIMARY} run_id:x uptime_in_seconds:7 ${REPLICA}`)).toEqual({
    role: 'slave',
    runId: 'x',
    uptimeSeconds: 7,
    loading: false,
    appendOnly: false,
    loadedKeys: 0,
    id: A,
    secondId: '0'.repeat(40),
    secondOffset: -1,
    offset: 1000,
    keys: 100,
    volatileKeys: 0,
  })
})

describe('a primary whose history is known', () => {
  const after = (offset: number, id = A) =>
    `${PRIMARY} master_replid:${B} master_replid2:${id} second_repl_offset:${offset + 1} master_repl_offset:9999 db0:keys=500,expires=0`

  test.each<[string, boolean, string, string]>([
    ['the same', false, `${PRIMARY} master_replid:${A} master_repl_offset:5`, REPLICA],
    ['with all', false, after(1000), REPLICA],
    ['with more', false, after(1001), REPLICA],
    ['a byte short, however much was written since', true, after(999), REPLICA],
    ['short, and the replica’s history had another name before', true, after(500), renamed(800)],
    ['short of the new name only', true, after(800), renamed(800)],
    ['with all of the old name, where the replica has no more', false, after(1000), renamed(1000)],
  ])('%s', (_what, behind, primary, replica) => {
    expect(isBehind(told(primary), told(replica))).toBe(behind)
  })

  function renamed(offset: number): string {
    const words = `master_replid:${C} master_replid2:${A} second_repl_offset:${offset + 1}`
    return `role:slave ${words} master_repl_offset:1000 db0:keys=1,expires=0`
  }
})

describe('a primary of a history that nobody knows', () => {
  const with_ = (words: string) => `role:master master_replid:${B} ${NONE} master_repl_offset:50 ${words}`
  const volatile = `role:slave master_replid:${A} master_repl_offset:1000 db0:keys=100,expires=40`

  test.each<[string, boolean, string, string?]>([
    ['empty', true, 'aof_enabled:0 rdb_last_load_keys_loaded:0'],
    ['empty, of a file that was', true, 'aof_enabled:1 rdb_last_load_keys_loaded:0'],
    ['loaded nothing, written to since', true, 'rdb_last_load_keys_loaded:0 db0:keys=900,expires=0'],
    ['loaded as many', false, 'rdb_last_load_keys_loaded:100 db0:keys=100,expires=0'],
    ['loaded fewer', true, 'rdb_last_load_keys_loaded:99 db0:keys=99,expires=0'],
    ['an older server that does not count, as many', false, 'db0:keys=100,expires=0'],
    ['an older server that does not count, fewer', true, 'db0:keys=80,expires=0'],
    ['some have expired', false, 'rdb_last_load_keys_loaded:70 db0:keys=70,expires=10', volatile],
    ['an append only file, some were deleted', false, 'aof_enabled:1 db0:keys=60,expires=0'],
    ['an append only file, much is missing', true, 'aof_enabled:1 db0:keys=40,expires=0'],
    ['loading', false, 'loading:1'],
  ])('%s', (_what, behind, words, replica = REPLICA) => {
    expect(isBehind(told(with_(words)), told(replica))).toBe(behind)
  })
})

test.each<[string, string, string]>([
  ['is a replica itself', `role:slave master_replid:${B}`, REPLICA],
  [
    'the replica holds nothing',
    `role:master master_replid:${B}`,
    `role:slave master_replid:${A} master_repl_offset:9`,
  ],
  ['the replica is loading', `role:master master_replid:${B}`, `${REPLICA} loading:1`],
  ['nothing is known', 'role:master', REPLICA],
])('never when it %s', (_what, primary, replica) => {
  expect(isBehind(told(primary), told(replica))).toBe(false)
})
