/*
 * What a sentinel does when the disk refuses its state: it goes on from memory, within the rule of saving.ts.
 */
import { describe, expect, test } from 'vitest'
import { Core, MYID, OTHER, PEER } from './harness.ts'

const ASK = ['is-master-down-by-addr', '10.0.0.1', '6379'] as const
const WARNING = 'WARNING: Sentinel was not able to save the new configuration on disk!!!: '
const NOT_SAVED = { error: 'ERR Failed to save config file. Check server logs.' }

/** A core whose last write failed. */
class Refused extends Core {
  refuse(reason = 'No space left on device') {
    return this.event({ type: 'persistFailed', token: this.state.saving.asked, reason })
  }

  warnings(): string[] {
    return this.actions.flatMap(action => (action.type === 'log' ? [action.text] : []))
  }

  /** Lets time pass tick by tick, each write refused at once; the warnings of all that time. */
  pass(ms: number): string[] {
    const said: string[] = []
    for (const end = this.now + ms; this.now < end; ) {
      this.tick(1000)
      if (this.state.saving.asked === this.state.saving.settled) continue
      this.refuse()
      said.push(...this.warnings())
    }
    return said
  }
}

/** One whose very first write was refused. */
class Forgetful extends Refused {
  override write() {
    return this.refuse('Read-only file system')
  }
}

function hello(core: Core, epoch: number): void {
  core.event({ type: 'hello', link: null, text: `10.0.2.2,26379,${PEER},${epoch},m,10.0.0.1,6379,0` })
}

describe('a disk that refuses after it took writes', () => {
  test('the vote is given from memory, once per epoch', () => {
    const core = new Refused()
    core.command(...ASK, '3', PEER)
    expect(core.answer()).toBeUndefined()
    core.refuse()
    expect(core.answer()).toEqual([0, PEER, 3])
    expect(core.told()).toEqual(['+new-epoch 3', `+vote-for-leader ${PEER} 3`])
    expect(core.warnings()).toEqual([`${WARNING}No space left on device`])
    core.command(...ASK, '3', OTHER)
    expect(core.answer()).toEqual([0, PEER, 3])
  })

  test.each([
    ['config-set', 'announce-port', '5'],
    ['flushconfig'],
    ['monitor', 'n', '10.0.1.1', '6379', '2'],
    ['remove', 'm'],
    ['set', 'm', 'quorum', '3'],
  ] as const)('%s answers with an error, and the change is made', (name, ...args) => {
    const core = new Refused()
    core.command(name, ...args)
    core.refuse()
    expect(core.answer()).toEqual(NOT_SAVED)
  })

  test('other commands answer as ever, and errors stay what they are', () => {
    const core = new Refused()
    core.command('reset', '*')
    core.refuse()
    expect(core.answer()).toBe(1)
    core.command('set', 'm', 'quorum', '3', 'nosuch', '1')
    core.refuse()
    expect(core.answer()).toEqual({
      error: "ERR Unknown option or number of arguments for SENTINEL SET 'nosuch'",
    })
    core.command('debug', 'info-period', '10000')
    expect(core.answer()).toEqual({ status: 'OK' })
  })

  test('peers are still met, greeted and asked for votes', () => {
    const core = new Refused()
    core.connectAll()
    hello(core, 4)
    core.refuse()
    core.master.primary.sdown = true
    core.master.primary.actPingTime = 1
    core.peer(PEER).masterDown = true
    core.peer(PEER).lastDownReply = core.now
    while (core.master.failoverState === 'none') core.tick()
    core.refuse()
    const asked = core.sent().filter(text => text.endsWith(`10.0.0.1 6379 5 ${MYID}`))
    expect(asked).toHaveLength(2)
  })

  test('it is tried again, and told again once a minute', () => {
    const core = new Refused()
    core.command('flushconfig')
    core.refuse()
    expect(core.pass(50_000)).toEqual([])
    expect(core.pass(30_000)).toEqual([`${WARNING}No space left on device`])
    core.tick(20_000)
    expect(core.actions).toContainEqual({ type: 'persist', token: core.state.saving.asked })
    core.write()
    core.tick(60_000)
    expect(core.actions.filter(action => action.type === 'persist')).toEqual([])
  })

  test('one that does not answer is given up after an election time-out', () => {
    const core = new Refused()
    core.command(...ASK, '3', PEER)
    for (let i = 0; i < 10; i++) core.tick(1000)
    expect(core.answer()).toBeUndefined()
    core.tick(1000)
    expect(core.answer()).toEqual([0, PEER, 3])
    core.command(...ASK, '4', OTHER)
    core.tick()
    expect(core.answer()).toEqual([1, OTHER, 4])
    core.write()
    core.command(...ASK, '5', PEER)
    core.tick()
    expect(core.answer()).toBeUndefined()
  })
})

describe('a start on a disk that refuses', () => {
  test('no vote is given for one election time-out, nor later in an epoch heard of until then', () => {
    const core = new Forgetful()
    core.command(...ASK, '3', PEER)
    core.refuse()
    expect(core.answer()).toEqual([0, '*', 0])
    core.pass(9000)
    hello(core, 6)
    core.refuse()
    core.pass(2000)
    core.command(...ASK, '6', OTHER)
    expect(core.answer()).toEqual([1, '*', 0])
    core.command(...ASK, '7', OTHER)
    core.refuse()
    expect(core.answer()).toEqual([1, OTHER, 7])
  })

  test('a vote that was to be given meanwhile is taken back', () => {
    class Asked extends Forgetful {
      override write() {
        this.command(...ASK, '3', PEER)
        return super.write()
      }
    }
    const core = new Asked()
    expect(core.answer()).toEqual([0, '*', 0])
    expect(core.master.leader).toBe('')
  })

  test('it is no candidate meanwhile, but does as it is told', () => {
    const core = new Forgetful()
    core.connectAll()
    core.master.primary.sdown = true
    core.master.primary.actPingTime = 1
    core.peer(PEER).masterDown = true
    core.peer(PEER).lastDownReply = core.now
    for (let i = 0; i < 40; i++) core.tick()
    expect(core.master.failoverState).toBe('none')
    const replica = core.master.replicas.get('10.0.0.2:6379')!
    replica.infoRefresh = core.now
    replica.lastAvailTime = core.now
    replica.masterLinkUp = true
    core.command('failover', 'm')
    core.refuse()
    expect(core.answer()).toEqual({ status: 'OK' })
    expect(core.told()).toContain('+elected-leader master m 10.0.0.1 6379')
  })
})
