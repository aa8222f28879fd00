// The snapshot of big values: written in pieces while commands go on, and still what was there when it began.

import { describe, expect, test } from 'vitest'
import { Snapshot } from '../../../server/keyspace/snapshot.ts'
import { rdbForm } from '../../../server/persistence/rdb/rdb-image.ts'
import { contents, leaked, PIECE, Subject, takeSnapshot, Written, WrittenCommands } from './snapshot-scene.ts'

describe('a snapshot of big values', () => {
  test.each([1, 2])('that change under it is what was there (seed %i)', seed => {
    const subject = new Subject(seed)
    const { keyspace } = subject
    subject.fill(0)
    subject.fill(1, 800)
    for (const most of [2, 12]) {
      const { then, loaded } = takeSnapshot(subject, most)
      expect(loaded).toBe(then)
      expect(keyspace.snapshotRunning).toBe(false)
      expect([keyspace.arena.walks.size, keyspace.held()]).toEqual([0, 0])
    }
    expect(leaked(keyspace)).toBe(0)
  })

  test.each([3, 4])('as commands is the same (seed %i)', seed => {
    const subject = new Subject(seed)
    const { keyspace } = subject
    subject.fill(0)
    subject.fill(1, 800)
    for (const most of [2, 12]) {
      const written = new WrittenCommands()
      const { then, loaded } = takeSnapshot(subject, most, written)
      expect(loaded).toBe(then)
      // No command has more elements than Redis would give it.
      const most64 = [...written.text.matchAll(/^\*(\d+)\r$/gm)].map(([, argc]) => Number(argc))
      expect(Math.max(...most64)).toBeLessThanOrEqual(2 + 64 * 2)
    }
    expect(leaked(keyspace)).toBe(0)
  })

  test('that is given up holds nothing any longer', () => {
    for (let seed = 11; seed < 13; seed++) {
      const subject = new Subject(seed)
      const { keyspace } = subject
      subject.fill(0)
      const snapshot = new Snapshot(keyspace, rdbForm(new Written().writer), 'noeviction')
      for (let n = 0; n < 60; n++) {
        for (let k = 0; k < 5; k++) subject.change()
        snapshot.step()
      }
      snapshot.stop()
      expect([keyspace.arena.walks.size, keyspace.held()]).toEqual([0, 0])
      expect(leaked(keyspace)).toBe(0)
    }
  })

  test('writes a piece at a time when nobody disturbs', () => {
    const subject = new Subject(5)
    subject.fill(0, 3000)
    const then = contents(subject.keyspace)
    const written = new Written()
    const { writer } = written
    const snapshot = new Snapshot(subject.keyspace, rdbForm(writer), 'noeviction')
    let most = 0
    for (let before = 0, more = true; more; before = writer.bytesWritten) {
      more = snapshot.step()
      most = Math.max(most, writer.bytesWritten - before)
    }
    // A piece, and the small values of a bucket before it.
    expect(most).toBeLessThan(2 * PIECE + 16_384)
    expect(writer.bytesWritten).toBeGreaterThan(15 * PIECE)
    expect(contents(written.loaded().server.keyspace)).toBe(then)
  })

  test('has the items of a sorted set once that trade places across what is written', () => {
    const subject = new Subject(7)
    subject.fill(0, 3000)
    subject.keepOnly('zset0')
    const then = contents(subject.keyspace)
    const written = new Written()
    const snapshot = new Snapshot(subject.keyspace, rdbForm(written.writer), 'noeviction')
    for (let n = 0; n < 2; n++) snapshot.step()
    for (let k = 0; k < 3000; k += 2) {
      subject.say('ZADD', 'zset0', 1009 - ((k * 7919) % 1009), `scored ${k}`)
    }
    while (snapshot.step());
    expect(contents(written.loaded().server.keyspace)).toBe(then)
  })

  const first: [key: string, ...words: (string | number)[]][] = [
    ['list0', 'LPUSH', 'list0', 'x'],
    ['zset0', 'ZADD', 'zset0', 1, 'x'],
    ['hash0', 'HSET', 'hash0', 'field 7', 'x'],
    ['set0', 'SPOP', 'set0'],
    ['hash1', 'DEL', 'hash1'],
    ['zset1', 'RENAME', 'zset1', 'renamed'],
  ]

  test.each(first)('writes of %s what changes, not all, before it changes', (key, ...words) => {
    const subject = new Subject(6)
    subject.fill(0, 2500)
    subject.keepOnly(key)
    const then = contents(subject.keyspace)
    const written = new Written()
    const snapshot = new Snapshot(subject.keyspace, rdbForm(written.writer), 'noeviction')
    // Before its turn, and when it is half written.
    subject.say(...words)
    subject.say('SET', 'key', 'value')
    expect(written.writer.bytesWritten).toBeLessThan(100)
    for (let n = 0; n < 3; n++) snapshot.step()
    const before = written.writer.bytesWritten
    expect(before).toBeGreaterThan(1000)
    subject.say(...words)
    expect(written.writer.bytesWritten - before).toBeLessThan(200)
    while (snapshot.step());
    expect(contents(written.loaded().server.keyspace)).toBe(then)
  })
})
