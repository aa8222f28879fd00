import { expect, test } from 'vitest'
import { CallTimer } from '../../../server/engine/call-timer.ts'
import type { Client } from '../../../shared/client/client.ts'
import { CommandEntry } from '../../../shared/command/entry.ts'
import { Args } from '../../../shared/resp/args.ts'

const common = { group: 'generic', since: '1.0.0', arity: 1, summary: '', run() {} } as const
const client = {} as Client
const args = Args.of('x')

function room() {
  const clock = { us: 0, looks: 0 }
  const timer = new CallTimer({
    wallMs: () => 0,
    wallUs: () => 0,
    monotonicUs: () => {
      clock.looks++
      return clock.us
    },
  })
  const call = (entry: CommandEntry, us: number): void => {
    timer.begin(entry)
    clock.us += us
    timer.end(entry, client, args)
    entry.calls++
  }
  return { clock, timer, call }
}

const fast = () => new CommandEntry({ ...common, name: 'FAST', flags: ['fast'] }, null)
const plain = () => new CommandEntry({ ...common, name: 'PLAIN', flags: [] }, null)

test('a run of a fast command costs two looks at the clock, and its time is shared', () => {
  const { clock, timer, call } = room()
  const entry = fast()
  timer.start()
  for (let i = 0; i < 100; i++) call(entry, i < 50 ? 2 : 4)
  timer.settle()
  expect(clock.looks).toBe(2)
  expect(entry.usec).toBe(300)
  expect(entry.latency?.total).toBe(100)
  expect(entry.latency?.percentile(50)).toBeCloseTo(3, 0)
})

test('other commands are timed by themselves; nothing is counted twice', () => {
  const { timer, call } = room()
  const [a, b] = [plain(), fast()]
  timer.start()
  call(b, 5)
  call(b, 5)
  call(a, 10)
  call(a, 20)
  call(b, 1)
  timer.settle()
  expect([a.usec, b.usec]).toEqual([30, 11])
})

test('over the threshold it tells who and what; a run tells its average', () => {
  const { timer, call } = room()
  const heard: unknown[] = []
  timer.onSlow = (entry, usec, who, what) => heard.push([entry.name, usec, who, what])
  timer.setThreshold(1000)
  timer.start()
  call(plain(), 999)
  call(plain(), 1000)
  const entry = fast()
  call(entry, 3000)
  call(entry, 1000)
  timer.settle()
  expect(heard).toEqual([
    ['plain', 1000, client, args],
    ['fast', 2000, null, null],
  ])
})

test('below a millisecond each call counts, fast ones too', () => {
  const { timer, call } = room()
  const heard: number[] = []
  timer.onSlow = (_entry, usec) => heard.push(usec)
  timer.setThreshold(0)
  timer.start()
  const entry = fast()
  call(entry, 3)
  call(entry, 0)
  expect(heard).toEqual([3, 0])
  timer.setThreshold(-1)
  call(entry, 5000)
  timer.settle()
  expect(heard).toHaveLength(2)
})

test('a command inside another gets its own time', () => {
  const { clock, timer, call } = room()
  const [outer, inner] = [plain(), plain()]
  timer.start()
  timer.begin(outer)
  clock.us += 7
  call(inner, 100)
  clock.us += 3
  timer.end(outer, client, args)
  timer.settle()
  expect([outer.usec, inner.usec]).toEqual([10, 100])
})
