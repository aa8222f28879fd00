import { describe, expect, test } from 'vitest'
import { parseHello } from '../../../../sentinel/core/hello.ts'
import { Core, MYID, OTHER, PEER } from './harness.ts'

const NEW = 'd'.repeat(40)

function greet(core: Core, text: string): string[] {
  core.event({ type: 'hello', link: null, text })
  core.write()
  return core.told()
}

describe('a hello', () => {
  test('of an unknown sentinel adds it', () => {
    const core = new Core()
    const told = greet(core, `10.0.2.9,26379,${NEW},0,m,10.0.0.1,6379,0`)
    expect(told).toEqual([`+sentinel sentinel ${NEW} 10.0.2.9 26379 @ m 10.0.0.1 6379`])
    expect(core.peer(NEW).port).toBe(26379)
  })

  test('of a known one from elsewhere moves it', () => {
    const core = new Core()
    const told = greet(core, `10.0.2.8,26380,${PEER},0,m,10.0.0.1,6379,0`)
    expect(told).toEqual([
      `+sentinel-address-switch master m 10.0.0.1 6379 ip 10.0.2.8 port 26380 for ${PEER}`,
    ])
    expect([core.peer(PEER).host, core.peer(PEER).port]).toEqual(['10.0.2.8', 26380])
  })

  test('of another at a known address replaces the one that was there', () => {
    const core = new Core()
    const told = greet(core, `10.0.2.2,26379,${NEW},0,m,10.0.0.1,6379,0`)
    expect(told).toEqual([
      `+sentinel-invalid-addr sentinel ${PEER} 10.0.2.2 26379 @ m 10.0.0.1 6379`,
      `+sentinel sentinel ${NEW} 10.0.2.2 26379 @ m 10.0.0.1 6379`,
    ])
    expect([...core.master.sentinels.keys()]).toEqual([OTHER, NEW])
  })

  test('with a higher configuration epoch and another address switches the master', () => {
    const core = new Core(['sentinel client-reconfig-script m /bin/reconf'])
    const told = greet(core, `10.0.2.2,26379,${PEER},4,m,10.0.0.2,6379,4`)
    expect(told).toEqual([
      '+new-epoch 4',
      `+config-update-from sentinel ${PEER} 10.0.2.2 26379 @ m 10.0.0.1 6379`,
      '+switch-master m 10.0.0.1 6379 10.0.0.2 6379',
      '+slave slave 10.0.0.1:6379 10.0.0.1 6379 @ m 10.0.0.2 6379',
    ])
    expect(core.state.scripts.map(job => job.args.join(' '))).toEqual([
      'm observer start 10.0.0.1 6379 10.0.0.2 6379',
    ])
  })

  test('with the same epoch and the same address changes nothing', () => {
    const core = new Core(['sentinel config-epoch m 4'])
    expect(greet(core, `10.0.2.2,26379,${PEER},4,m,10.0.0.1,6379,4`)).toEqual([])
    expect(greet(core, `10.0.2.2,26379,${PEER},4,m,10.0.0.2,6379,3`)).toEqual([])
    expect(core.master.primary.host).toBe('10.0.0.1')
  })

  test('of our own or about an unknown master is ignored', () => {
    const core = new Core()
    expect(greet(core, `10.0.2.1,26379,${MYID},9,m,10.0.0.2,6379,9`)).toEqual([])
    expect(greet(core, `10.0.2.2,26379,${PEER},9,other,10.0.0.2,6379,9`)).toEqual([])
    expect(core.state.currentEpoch).toBe(0)
  })

  test.each([
    '',
    'x',
    'a,b,c,d,e,f,g,h',
    `10.0.2.2,99999,${PEER},0,m,10.0.0.1,6379,0`,
    `10.0.2.2,26379,${PEER},-1,m,10.0.0.1,6379,0`,
    `10.0.2.2,26379,${PEER},99999999999999999999,m,10.0.0.1,6379,0`,
    `10.0.2.2,26379,${PEER},0,m,,6379,0`,
  ])('that is nonsense is logged and survived: %j', text => {
    expect(parseHello(text)).toBeNull()
    const core = new Core()
    core.event({ type: 'hello', link: null, text })
    expect(core.actions).toEqual([expect.objectContaining({ type: 'log', level: 'warning' })])
  })
})

test('what we publish is Redis’s eight fields', () => {
  const core = new Core(['sentinel current-epoch 5', 'sentinel config-epoch m 3'])
  core.connect(core.master.primary)
  expect(core.sent()).toContain(`PUBLISH __sentinel__:hello 10.0.2.1,26379,${MYID},5,m,10.0.0.1,6379,3`)
})
