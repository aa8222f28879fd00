import { describe, expect, test } from 'vitest'
import type { Instance, Reply, RequestKind } from '../../../../sentinel/core/types.ts'
import { Core, PEER } from './harness.ts'

/** Replies to the newest request of that kind to that peer. */
function reply(core: Core, inst: Instance, kind: RequestKind, value: Reply): void {
  const found = [...core.state.requests].filter(
    ([, each]) => each.link === inst.command.id && each.kind === kind,
  )
  core.event({ type: 'reply', request: found.at(-1)![0], reply: value })
}

function pass(core: Core, ms: number, each: () => void = () => undefined): string[] {
  const told: string[] = []
  for (let t = 0; t < ms; t += 25) {
    core.tick()
    told.push(...core.told())
    each()
  }
  return told
}

const SDOWN = '+sdown master m 10.0.0.1 6379'

describe('SDOWN', () => {
  test.each(['PONG', { error: 'LOADING Redis is loading' }, { error: 'MASTERDOWN Link down' }])(
    '%j is life',
    life => {
      const core = new Core()
      const { primary } = core.master
      core.connect(primary)
      const told = pass(core, 3000, () => {
        if (primary.actPingTime !== 0) reply(core, primary, 'ping', life)
      })
      expect(told).not.toContain(SDOWN)
    },
  )

  test.each(['WHAT', { error: 'NOAUTH Authentication required.' }])('%j is none', other => {
    const core = new Core()
    const { primary } = core.master
    core.connect(primary)
    const told = pass(core, 1500, () => {
      if (core.sent().includes('PING')) reply(core, primary, 'ping', other)
    })
    expect(told).toContain(SDOWN)
  })

  test('comes after down-after, not before, and asks the peers at once', () => {
    const core = new Core()
    core.connectAll()
    for (const inst of [core.master.primary, core.peer(PEER)]) reply(core, inst, 'ping', 'PONG')
    expect(pass(core, 1000)).not.toContain(SDOWN)
    const asked: string[] = []
    const told = pass(core, 150, () => asked.push(...core.sent()))
    expect(told).toContain(SDOWN)
    expect(asked).toContain('SENTINEL is-master-down-by-addr 10.0.0.1 6379 0 *')
  })

  test('BUSY while down sends SCRIPT KILL once', () => {
    const core = new Core()
    const { primary } = core.master
    core.connect(primary)
    pass(core, 1200)
    reply(core, primary, 'ping', { error: 'BUSY Redis is busy running a script' })
    expect(core.sent()).toEqual(['SCRIPT KILL'])
    core.tick()
    pass(core, 100)
    reply(core, primary, 'ping', { error: 'BUSY Redis is busy running a script' })
    expect(core.sent()).toEqual([])
  })

  test('a primary that says it is a replica is down after down-after and two INFO periods', () => {
    const core = new Core()
    const { primary } = core.master
    core.connect(primary)
    const alive = () => {
      if (primary.actPingTime !== 0) reply(core, primary, 'ping', 'PONG')
    }
    reply(core, primary, 'info', 'role:slave\r\nmaster_host:10.0.0.9\r\nmaster_port:1\r\n')
    expect(core.told()).toEqual(['-role-change master m 10.0.0.1 6379 new reported role is slave'])
    expect(pass(core, 20_900, alive)).not.toContain(SDOWN)
    expect(pass(core, 200, alive)).toContain(SDOWN)
  })

  test('a rebooted primary that only loads is down after its period', () => {
    const core = new Core(['sentinel master-reboot-down-after-period m 500'])
    const { primary } = core.master
    core.connect(primary)
    const loading = () => {
      if (primary.actPingTime !== 0) reply(core, primary, 'ping', { error: 'LOADING' })
    }
    reply(core, primary, 'info', `run_id:${'1'.repeat(40)}\r\nrole:master\r\n`)
    reply(core, primary, 'ping', 'PONG')
    expect(pass(core, 1200, loading)).not.toContain(SDOWN)
    core.event({ type: 'tick' })
    reply(core, primary, 'info', `run_id:${'2'.repeat(40)}\r\nrole:master\r\n`)
    expect(core.told()).toEqual(['+reboot master m 10.0.0.1 6379'])
    expect(pass(core, 600, loading)).toContain(SDOWN)
  })
})

describe('ODOWN', () => {
  test('needs the quorum, and peers’ word expires', () => {
    const core = new Core(['sentinel failover-timeout m 1'])
    core.connectAll()
    core.master.quorum = 3
    pass(core, 1200)
    reply(core, core.peer(PEER), 'ask', [1, '*', 0])
    expect(core.master.odown).toBe(false)
    core.master.quorum = 2
    core.tick()
    expect(core.told()).toContain('+odown master m 10.0.0.1 6379 #quorum 2/2')
  })
})

describe('links', () => {
  test('that are refused are tried at once and then at growing intervals', () => {
    const core = new Core()
    const { primary } = core.master
    const times: number[] = []
    pass(core, 3000, () => {
      for (const action of core.actions) {
        if (action.type !== 'openLink' || action.link !== primary.command.id) continue
        times.push(core.now)
      }
      if (primary.command.id !== null) {
        core.event({
          type: 'linkDown',
          link: primary.command.id,
          reason: 'Connection refused',
          refused: true,
        })
      }
    })
    const gaps = times.map((time, i) => time - (times[i - 1] ?? time))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1025)
    expect(times.length).toBeGreaterThan(4)
  })

  test('carry credentials and a name', () => {
    const core = new Core(['sentinel auth-pass m secret', 'sentinel auth-user m worker'])
    core.command('reset', 'm')
    core.tick()
    const opened = core.actions.find(action => action.type === 'openLink')
    expect(opened).toMatchObject({
      host: '10.0.0.1',
      port: 6379,
      user: 'worker',
      pass: 'secret',
      clientName: 'sentinel-aaaaaaaa-cmd',
    })
  })
})

test('replicas are discovered from the primary’s INFO', () => {
  const core = new Core()
  core.connect(core.master.primary)
  const lines = [
    'role:master',
    'slave0:ip=10.0.0.2,port=6379,state=online',
    'slave1:ip=10.0.0.3,port=6380,state=online',
  ]
  reply(core, core.master.primary, 'info', `${lines.join('\r\n')}\r\nslave2:ip=,port=x\r\n`)
  core.write()
  expect(core.told()).toEqual(['+slave slave 10.0.0.3:6380 10.0.0.3 6380 @ m 10.0.0.1 6379'])
})
