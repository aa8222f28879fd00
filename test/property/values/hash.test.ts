// Hashes against a Map of values and times: in a database among other keys, under small thresholds, so that every
// encoding is crossed at all its points. At the end everything is removed and the arena's account is at zero.

import { assert, type Command, commands, constantFrom, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Keyspace } from '../../../server/keyspace/keyspace.ts'
import { isTimedHash } from '../../../server/keyspace/records.ts'
import { LARGE } from '../../../server/values/home.ts'
import { defaultLimits } from '../../../server/values/limits.ts'
import { LP_EMPTY, lpCount, lpValidate } from '../../../server/values/listpack.ts'
import { type as types } from '../../../server/values/type-numbers.ts'
import { Dice } from '../keyspace/world.ts'

type Field = { value: string; expiry: number }
type Model = { fields: Map<string, Field>; large: boolean; timed: boolean }

const MOST = 8
const LONGEST = 24
const limits = { ...defaultLimits, hashMaxListpackEntries: MOST, hashMaxListpackValue: LONGEST }
const key = Buffer.from('the:hash')

/** The hash under its key, in a database with neighbours. */
class Real {
  readonly keyspace = new Keyspace(1, new Dice(7), limits)
  readonly db = this.keyspace.databases[0]!
  readonly hashes = this.keyspace.values.hashes
  private readonly before: number

  constructor() {
    this.keyspace.state.setNow(1000)
    const other = Buffer.from('other')
    this.db.writeKey(other, 0, other.length)
    this.db.set(other, 0, other.length, -1)
    this.before = this.keyspace.arena.used
    this.open()
  }

  open(): void {
    if (this.db.writeKey(key, 0, key.length) !== 0) return this.hashes.open(this.db)
    this.db.create(types.hash, LP_EMPTY, -1)
    this.hashes.init(this.db)
  }

  find(name: string): boolean {
    this.open()
    const bytes = Buffer.from(name, 'latin1')
    return this.hashes.find(bytes, 0, bytes.length)
  }

  get value(): string {
    const { bytes, off, len } = this.hashes.value
    return Buffer.from(bytes.subarray(off, off + len)).toString('latin1')
  }

  get name(): string {
    const { bytes, off, len } = this.hashes.element
    return Buffer.from(bytes.subarray(off, off + len)).toString('latin1')
  }

  /** Removes the key and gives back all there is to give back; the bytes that are still missing. */
  missing(): number {
    this.open()
    this.db.remove()
    while (this.keyspace.reclaim());
    const indexes = this.db.expires.overhead() + this.db.timedHashes.overhead()
    return this.keyspace.arena.used - this.before - indexes
  }
}

type Act = (model: Model, real: Real) => void

/** A step of a course, shown by its name when it is part of a counterexample. */
function step(name: string, act: Act): Command<Model, Real> {
  return {
    check: () => true,
    run(model, real) {
      real.open()
      act(model, real)
      compare(model, real)
    },
    toString: () => name,
  }
}

function setField(name: string, value: string, keep: boolean): Command<Model, Real> {
  return step(`set ${name} ${value} ${keep}`, (model, { hashes }) => {
    const held = model.fields.get(name)
    const field = Buffer.from(name, 'latin1')
    const bytes = Buffer.from(value, 'latin1')
    const created = hashes.set(field, 0, field.length, bytes, 0, bytes.length, keep)
    expect(created).toBe(held === undefined)
    model.fields.set(name, { value, expiry: (keep && held?.expiry) || 0 })
    if (name.length > LONGEST || value.length > LONGEST || model.fields.size > MOST) model.large = true
  })
}

function prepare(fields: number, longest: number): Command<Model, Real> {
  return step(`prepare ${fields} ${longest}`, (model, real) => {
    real.hashes.prepare(fields, longest, 0)
    if (fields > MOST || longest > LONGEST) model.large = true
  })
}

function removeField(name: string): Command<Model, Real> {
  return step(`remove ${name}`, (model, real) => {
    expect(real.find(name)).toBe(model.fields.has(name))
    if (model.fields.delete(name)) real.hashes.remove()
  })
}

function expireField(name: string, expiry: number): Command<Model, Real> {
  return step(`expire ${name} ${expiry}`, (model, real) => {
    const held = model.fields.get(name)
    if (held === undefined) return
    real.hashes.makeTimed()
    model.timed = true
    real.find(name)
    real.hashes.setExpiry(expiry)
    held.expiry = expiry
  })
}

function takeDue(now: number, limit: number): Command<Model, Real> {
  return step(`take due ${now} ${limit}`, ({ fields }, { hashes }) => {
    const due = [...fields.values()].filter(({ expiry }) => expiry !== 0 && expiry < now)
    expect(hashes.countDue(now)).toBe(due.length)
    const taken: Uint8Array[] = []
    hashes.takeDue(now, limit, taken)
    expect(taken.length).toBe(Math.min(due.length, limit))
    for (const bytes of taken) {
      const name = Buffer.from(bytes).toString('latin1')
      expect(fields.get(name)?.expiry).toBeLessThan(now)
      fields.delete(name)
    }
  })
}

/** The key gets an expiry, or loses it: its record moves. */
function moveRecord(expires: boolean): Command<Model, Real> {
  return step(`move ${expires}`, (_model, { db }) => db.expire(expires ? 1_000_000 : -1))
}

function compare(model: Model, real: Real): void {
  const { hashes, db } = real
  real.open()
  expect(hashes.length()).toBe(model.fields.size)
  expect([hashes.isLarge, hashes.timed]).toEqual([model.large, model.timed])
  const seen = new Map<string, Field>()
  const times: number[] = []
  for (let next = hashes.walk(0); next >= 0; next = hashes.walk(next)) {
    seen.set(real.name, { value: real.value, expiry: hashes.expiry })
    times.push(hashes.expiry || Number.POSITIVE_INFINITY)
  }
  expect(seen).toEqual(model.fields)
  expect(hashes.nextExpiry() || Number.POSITIVE_INFINITY).toBe(Math.min(...times, Number.POSITIVE_INFINITY))
  for (const [name, { value, expiry }] of model.fields) {
    expect([name, real.find(name), real.value, hashes.expiry]).toEqual([name, true, value, expiry])
  }
  expect(real.find('never there')).toBe(false)
  form(model, real, times)
  expect(db.timedHashes.count).toBe(model.timed ? 1 : 0)
  if (model.timed) expect(db.timedHashes.ref(0)).toBe(db.records.ref)
  if (model.large) expect(hashes.footprint(db.records.root(db.records.ref))).toBeGreaterThan(0)
}

/** A small hash is a listpack in Redis's order. */
function form(model: Model, real: Real, times: number[]): void {
  real.open()
  const { records } = real.db
  expect([(records.meta & LARGE) !== 0, isTimedHash(records.meta)]).toEqual([model.large, model.timed])
  if (model.large) return
  const base = model.timed ? 4 : 0
  const { valueBytes, valueAt, valueLength } = records
  expect(lpValidate(valueBytes, valueAt + base, valueLength - base, true)).toBe(true)
  expect(lpCount(valueBytes, valueAt + base)).toBe(model.fields.size * (model.timed ? 3 : 2))
  expect(times).toEqual([...times].sort((a, b) => (a === b ? 0 : a - b)))
  if (!model.timed) expect([...model.fields.keys()]).toEqual(order(real))
}

function order(real: Real): string[] {
  const names: string[] = []
  for (let next = real.hashes.walk(0); next >= 0; next = real.hashes.walk(next)) names.push(real.name)
  return names
}

const names = constantFrom(
  'a',
  'b',
  '7',
  '-9223372036854775808',
  '9007199254740993',
  'field:nine',
  'f10',
  'f11',
  'f12',
  '',
)
const longNames = constantFrom('n'.repeat(LONGEST + 1), 'm'.repeat(200), 'k'.repeat(70_000))
const values = constantFrom(
  '',
  'v',
  '0',
  '123456',
  '-9223372036854775808',
  'text of some length',
  'v'.repeat(24),
)
const longValues = constantFrom('w'.repeat(25), 'x'.repeat(126), 'y'.repeat(1200), 'z'.repeat(66_000))
const time = constantFrom(0, 1, 50, 50, 99, 2 ** 33, 2 ** 46 - 1)
const yes = constantFrom(true, false)
const set = tuple(names, values, yes).map(args => setField(...args))
const setLong = tuple(names, longValues, yes).map(args => setField(...args))
const setLongName = tuple(longNames, values, yes).map(args => setField(...args))
const prepared = tuple(integer({ min: 0, max: 9 }), integer({ min: 0, max: 25 })).map(args =>
  prepare(...args),
)
const remove = names.map(removeField)
const expire = tuple(names, time).map(args => expireField(...args))
const take = tuple(time, constantFrom(1, 3, 1000)).map(args => takeDue(...args))
const move = yes.map(moveRecord)

const small = [set, set, set, remove, expire, expire, take, move]
const any = [...small, setLong, setLongName, prepared]

function check(steps: Parameters<typeof commands<Model, Real>>[0], runs: number): void {
  assert(
    property(commands(steps, { maxCommands: 40 }), course => {
      const real = new Real()
      const model: Model = { fields: new Map(), large: false, timed: false }
      for (const step of course) step.run(model, real)
      expect(real.missing()).toBe(0)
    }),
    { numRuns: runs },
  )
}

describe('hashes', () => {
  it('small ones are what a Map is', () => check(small, 60))

  it('all of them are, at every change of encoding', () => check(any, 40))

  it('a large one with many times gives its fields back in their order', () => {
    const real = new Real()
    const dice = new Dice(11)
    const times = new Map<string, number>()
    for (let i = 0; i < 3000; i++) {
      const name = `field:${dice.below(1200)}`
      const bytes = Buffer.from(name)
      const time = dice.below(4) === 0 ? 0 : 1 + dice.below(100_000)
      real.open()
      real.hashes.set(bytes, 0, bytes.length, bytes, 0, bytes.length, true)
      real.hashes.makeTimed()
      real.find(name)
      real.hashes.setExpiry(time)
      times.set(name, time)
    }
    let last = 0
    for (let now = 0; now <= 100_000; now += 2500) {
      const taken: Uint8Array[] = []
      real.open()
      real.hashes.takeDue(now, 20, taken)
      for (const bytes of taken) {
        const name = Buffer.from(bytes).toString()
        expect(times.get(name)).toBeGreaterThanOrEqual(last)
        last = times.get(name)!
        times.delete(name)
      }
    }
    expect(real.hashes.length()).toBe(times.size)
    expect(real.hashes.nextExpiry()).toBe(Math.min(...[...times.values()].filter(at => at > 0)))
    expect(real.missing()).toBe(0)
  })
})
