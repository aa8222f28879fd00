/*
 * A primary that came back without its data: what makes it SDOWN, who is promoted, and what is no reason.
 */
import { describe, expect, test } from 'vitest'
import { selectReplica } from '../../../../sentinel/core/selection.ts'
import type { Instance } from '../../../../sentinel/core/types.ts'
import { Core } from './harness.ts'

const [A, B, C] = ['a', 'b', 'c'].map(letter => letter.repeat(40)) as [string, string, string]
const BEHIND = /^\+reboot-behind master m 10\.0\.0\.1 6379 10\.0\.0\.2:6379 holds 1000 keys at a{40}:5000$/

/** Takes in an INFO of these lines, one word each, and what follows of it. */
function info(core: Core, inst: Instance, text: string): string[] {
  core.event({ type: 'command', client: 99, name: 'flushconfig', args: [] })
  core.write()
  const asked = [...core.state.requests].filter(
    ([, each]) => each.link === inst.command.id && each.kind === 'info',
  )
  const id = asked.at(-1)?.[0]
  if (id === undefined) throw new Error(`no INFO of ${inst.name} was asked for`)
  core.event({ type: 'reply', request: id, reply: text.replaceAll(' ', '\r\n') })
  const told = core.told()
  core.tick(1)
  return [...told, ...core.told()]
}

const primaryWas = `role:master run_id:1 master_replid:${A} master_repl_offset:5000 db0:keys=1000,expires=0`
const cameBack = `role:master run_id:2 master_replid:${B} master_repl_offset:0 rdb_last_load_keys_loaded:0`
const follows = 'role:slave run_id:3 master_host:10.0.0.1 master_port:6379 slave_priority:100'
const held = `${follows} master_replid:${A} master_repl_offset:5000 slave_repl_offset:5000 db0:keys=1000,expires=0`
const guarding = `${held} master_link_status:down master_lineage_guard:1 master_lineage_guard_against:2`

function core(...lines: string[]): Core {
  const made = new Core(lines)
  made.connectAll()
  return made
}

const replicaOf = (made: Core): Instance => made.master.replicas.get('10.0.0.2:6379')!

describe('a primary behind a replica that guards its data', () => {
  test('is down for who has just started, and says what is held', () => {
    const made = core()
    info(made, made.master.primary, cameBack)
    const told = info(made, replicaOf(made), guarding)
    expect(told).toEqual([expect.stringMatching(BEHIND), '+sdown master m 10.0.0.1 6379'])
    expect(made.sent()).toContain('SENTINEL is-master-down-by-addr 10.0.0.1 6379 0 *')
    made.command('is-master-down-by-addr', '10.0.0.1', '6379', '0', '*')
    expect(made.answer()).toEqual([1, '*', 0])
  })

  test('is up again when the replica has given in', () => {
    const made = core()
    info(made, made.master.primary, cameBack)
    info(made, replicaOf(made), guarding)
    const told = info(made, replicaOf(made), `${follows} master_replid:${B} master_link_status:up`)
    expect(told).toEqual(['-reboot-behind master m 10.0.0.1 6379', '-sdown master m 10.0.0.1 6379'])
  })

  test.each<[string, string, string]>([
    ['it holds no keys', cameBack, guarding.replace(' db0:keys=1000,expires=0', '')],
    ['it guards against another process', cameBack, guarding.replace('against:2', 'against:9')],
    ['it is not to be promoted', cameBack, guarding.replace('priority:100', 'priority:0')],
    ['it does not guard', cameBack, guarding.replace(/ master_lineage_guard:.*$/, '')],
    ['the primary loads', `${cameBack} loading:1`, guarding],
    [
      'the primary has all of it',
      `${cameBack} master_replid2:${A} second_repl_offset:5001 db0:keys=1000,expires=0`,
      guarding,
    ],
  ])('is not down where %s', (_what, primary, replica) => {
    const made = core()
    info(made, made.master.primary, primary)
    expect(info(made, replicaOf(made), replica)).toEqual([])
  })

  test('is not down where reboot-guard is off, and is when it is switched on', () => {
    const made = core('sentinel reboot-guard m no')
    info(made, made.master.primary, cameBack)
    expect(info(made, replicaOf(made), guarding)).toEqual([])
    made.command('set', 'm', 'reboot-guard', 'yes')
    made.write()
    made.tick()
    expect(made.told()[0]).toMatch(BEHIND)
  })
})

describe('a replica that says nothing of a guard (a real redis-server)', () => {
  const cutOff = `${held} master_link_status:down`

  test('counts after we saw the run ID change, while it holds the history from before', () => {
    const made = core()
    info(made, made.master.primary, primaryWas)
    info(made, replicaOf(made), `${held} master_link_status:up`)
    made.tick(1000)
    const asked = info(made, made.master.primary, cameBack)
    expect(asked).toContain('+reboot master m 10.0.0.1 6379')
    expect(info(made, replicaOf(made), cutOff)[0]).toMatch(BEHIND)
  })

  test.each<[string, string, string]>([
    ['was attached with data of its own', cameBack, cutOff.replace(A, C)],
    ['has its link', cameBack, `${held} master_link_status:up`],
    ['follows somebody else', cameBack, cutOff.replace('10.0.0.1', '10.0.0.9')],
  ])('does not when it %s', (_what, primary, replica) => {
    const made = core()
    info(made, made.master.primary, primaryWas)
    made.tick(1000)
    info(made, made.master.primary, primary)
    expect(info(made, replicaOf(made), replica)).toEqual([])
  })
})

test('only who holds what was lost is promoted, whatever the others’ priority and offset', () => {
  const made = core('sentinel known-replica m 10.0.0.3 6379')
  made.connect(made.master.replicas.get('10.0.0.3:6379')!)
  info(made, made.master.primary, cameBack)
  const emptied = `role:slave run_id:4 master_host:10.0.0.1 master_port:6379 slave_priority:1 master_replid:${B}`
  info(
    made,
    made.master.replicas.get('10.0.0.3:6379')!,
    `${emptied} master_link_status:up slave_repl_offset:9999`,
  )
  info(made, replicaOf(made), guarding)
  expect(selectReplica(made.state, made.master, made.now)).toBe(replicaOf(made))
  // The primary dies after all: it describes itself no more.
  made.master.rebootBehindSince = 0
  expect(selectReplica(made.state, made.master, made.now)).toBe(replicaOf(made))
  replicaOf(made).sdown = true
  made.master.rebootBehindSince = made.now
  expect(selectReplica(made.state, made.master, made.now)).toBeNull()
})
