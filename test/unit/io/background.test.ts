/*
 * Background work in a real event loop, with a load that is only told: what has how many slices between
 * requests, and that all of it comes to its end.
 */
import { expect, test } from 'vitest'
import { Background, type Work } from '../../../server/io/background.ts'
import { Turns } from '../../../server/io/turns.ts'

class Loop {
  readonly happened: string[] = []
  requests = 0
  readonly background: Background
  readonly turns: Turns

  constructor() {
    const engine = { turn: () => {}, endTurn: () => this.happened.push('replies') }
    this.turns = new Turns(engine as unknown as ConstructorParameters<typeof Turns>[0])
    this.background = new Background(this.turns, {
      monotonicUs: () => performance.now() * 1000,
      idleMs: () => performance.eventLoopUtilization().idle,
      requests: () => this.requests,
    })
  }

  /** Work of so many slices; resolves with their budgets when it is done. */
  work(slices: number, traits: Partial<Work> = {}, asked = false): Promise<number[]> {
    const budgets: number[] = []
    return new Promise(resolve => {
      const wake = this.background.add({
        ...traits,
        slice: budgetUs => {
          this.happened.push('slice')
          if (asked) this.requests++
          budgets.push(budgetUs)
          if (budgets.length === slices) resolve(budgets)
          return budgets.length < slices
        },
      })
      wake()
      // Asking twice is asking once.
      wake()
    })
  }
}

test('a slice runs when the replies of its turn have left', async () => {
  const loop = new Loop()
  await loop.work(3)
  expect(loop.happened).toEqual(['replies', 'slice', 'replies', 'slice', 'replies', 'slice'])
})

test('nobody asks for anything: all slices are whole', async () => {
  expect(new Set(await new Loop().work(50))).toEqual(new Set([500]))
})

test('a request now and then is no load: slices stay whole', async () => {
  const loop = new Loop()
  loop.requests = 1
  expect(new Set(await loop.work(50))).toEqual(new Set([500]))
})

test('requests come all the time: slices are a share of what was between, and the work ends', async () => {
  const loop = new Loop()
  loop.requests = 1
  const budgets = await loop.work(20, {}, true)
  expect(budgets).toHaveLength(20)
  for (const budget of budgets) expect(budget).toBeLessThanOrEqual(2500)
  expect(Math.min(...budgets)).toBeGreaterThan(0)
})

test('several works take turns', async () => {
  const loop = new Loop()
  const order: string[] = []
  const named = (name: string) => {
    let left = 3
    return loop.background.add({
      slice: () => {
        order.push(name)
        return --left > 0
      },
    })
  }
  for (const wake of [named('a'), named('b')]) wake()
  await loop.work(4)
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
})

test('what begins has its slice when the turn ends, before what runs and whatever the load', async () => {
  const loop = new Loop()
  const running = loop.work(10, {}, true)
  const order: string[] = []
  loop.requests++
  const wake = loop.background.add({
    begins: () => true,
    slice: () => {
      order.push('begun')
      return false
    },
  })
  wake()
  setImmediate(() => order.push('next round'))
  await running
  expect(order).toEqual(['begun', 'next round'])
})
