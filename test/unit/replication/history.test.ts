// Who shares a history with us: PSYNC2's two IDs.
import { expect, test } from 'vitest'
import { History, NO_ID } from '../../../server/replication/history.ts'
import { SeededRandom } from './network.ts'

const random = new SeededRandom(1)

test('a fresh history is shared by whoever names it', () => {
  const history = new History(random)
  expect(history.id).toMatch(/^[0-9a-f]{40}$/)
  expect(history.secondId).toBe(NO_ID)
  expect(history.shares(history.id, 1)).toBe(true)
  expect(history.shares(history.id.toUpperCase(), 1000)).toBe(true)
  expect(history.shares('?', -1)).toBe(false)
  expect(history.shares(NO_ID, 0)).toBe(false)
})

test('after a promotion the old name holds up to where it happened', () => {
  const history = new History(random)
  const before = history.id
  history.branch(100)
  expect(history.id).not.toBe(before)
  expect(history.secondId).toBe(before)
  expect(history.secondOffset).toBe(101)
  expect(history.shares(before, 101)).toBe(true)
  expect(history.shares(before, 102)).toBe(false)
  expect(history.shares(history.id, 102)).toBe(true)
})

test('a history taken over has no past', () => {
  const history = new History(random)
  history.branch(5)
  history.known = false
  history.adopt('b'.repeat(40))
  expect(history).toMatchObject({ id: 'b'.repeat(40), secondId: NO_ID, secondOffset: -1, known: true })
})
