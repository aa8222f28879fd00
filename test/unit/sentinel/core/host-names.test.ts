/*
 * A primary that is watched by name: by which of name and address others are told of it, and that both count as
 * the same place. As redis-sentinel does it; only the file keeps the name, where Redis writes the address.
 */
import { describe, expect, test } from 'vitest'
import { configLines } from '../../../../sentinel/core/config-lines.ts'
import { infoSection, masterAddress, replicas } from '../../../../sentinel/core/queries.ts'
import { Core, PEER } from './harness.ts'

/** `one.example` is 10.0.0.1. */
function watching(announceHostnames: boolean): Core {
  const core = new Core([
    'sentinel resolve-hostnames yes',
    `sentinel announce-hostnames ${announceHostnames ? 'yes' : 'no'}`,
    'sentinel monitor n one.example 6379 2',
    `sentinel known-sentinel n 10.0.2.2 26379 ${PEER}`,
    'sentinel known-replica n 10.0.0.2 6379',
  ])
  core.connectAll()
  return core
}

describe.each([
  [false, '10.0.0.1'],
  [true, 'one.example'],
])('announce-hostnames %s', (flag, shown) => {
  test('clients, events and other sentinels are told the same', () => {
    const core = watching(flag)
    expect(masterAddress(core.state, 'n')).toEqual([shown, '6379'])
    expect(infoSection(core.state, core.now)).toContain(`name=n,status=ok,address=${shown}:6379`)
    core.command('set', 'n', 'quorum', '1')
    core.write()
    expect(core.told()).toEqual([`+set master n ${shown} 6379 quorum 1`])
    const peer = core.state.masters.get('n')!.sentinels.get(PEER)!
    core.event({ type: 'linkUp', link: peer.command.id!, localAddress: '10.0.2.1' })
    expect(core.sent().filter(text => text.endsWith(`,n,${shown},6379,0`))).toHaveLength(1)
  })

  test('the file keeps the name', () => {
    expect(configLines(watching(flag).state)).toContain('sentinel monitor n one.example 6379 2')
  })

  test('who asks by address means it, too', () => {
    const core = watching(flag)
    core.command('remove', 'm')
    core.write()
    core.state.masters.get('n')!.primary.sdown = true
    core.command('is-master-down-by-addr', '10.0.0.1', '6379', '0', '*')
    expect(core.answer()).toEqual([1, '*', 0])
  })

  test('a configuration that names the address is no other', () => {
    const core = watching(flag)
    core.event({ type: 'hello', link: null, text: `10.0.2.2,26379,${PEER},0,n,10.0.0.1,6379,3` })
    core.write()
    expect(core.told()).toEqual([])
    expect(core.state.masters.get('n')!.primary.host).toBe('one.example')
  })

  test('a switch tells both addresses alike, and the old primary is one replica', () => {
    const core = watching(flag)
    core.event({ type: 'hello', link: null, text: `10.0.2.2,26379,${PEER},0,n,10.0.0.2,6379,3` })
    core.write()
    expect(core.told()).toContain(`+switch-master n ${shown} 6379 10.0.0.2 6379`)
    expect(core.told()).toContain(`+slave slave ${shown}:6379 ${shown} 6379 @ n 10.0.0.2 6379`)
    const { primary, replicas: known } = core.state.masters.get('n')!
    core.connect(primary)
    const asked = [...core.state.requests].filter(([, { kind, link }]) => {
      return kind === 'info' && link === primary.command.id
    })
    const reply = 'role:master\r\nslave0:ip=10.0.0.1,port=6379,state=online\r\n'
    core.event({ type: 'reply', request: asked[0]![0], reply })
    expect([...known.keys()]).toEqual(['one.example:6379'])
  })
})

test('replicas that are not to be announced are not shown, and counted all the same', () => {
  const core = new Core()
  core.master.replicas.get('10.0.0.2:6379')!.replicaAnnounced = false
  expect(replicas(core.state, 'm', core.now)).toEqual([])
  expect(infoSection(core.state, core.now)).toContain('slaves=1')
})

test('auth-pass drops the links of servers, and none but those; an empty one is none', () => {
  const core = new Core()
  core.connectAll()
  core.command('set', 'm', 'auth-pass', 'wrong')
  const closed = core.actions.filter(action => action.type === 'closeLink').length
  expect([closed, core.master.authPass, core.peer(PEER).command.connected]).toEqual([4, 'wrong', true])
  core.command('set', 'm', 'auth-pass', '')
  expect(core.master.authPass).toBe(null)
})
