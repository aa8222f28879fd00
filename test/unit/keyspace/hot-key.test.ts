// The key looked up last is known again without a search: but not when it went, moved, or gave its place away.
import { expect, test } from 'vitest'
import { Dice, World } from '../../property/keyspace/world.ts'

test('the same key again and again, while everything else happens to it and around it', () => {
  const world = new World(5)
  const dice = new Dice(9)
  let key = 'a'
  for (let i = 0; i < 60_000; i++) {
    // Mostly the same key; keys of its length that differ in one byte only; some of other lengths.
    if (dice.below(6) === 0) key = String.fromCharCode(97 + dice.below(26)).padEnd(1 + dice.below(2), 'x')
    const what = dice.below(12)
    if (what < 4) world.read(key)
    else if (what < 6) world.set(key)
    else if (what < 7) world.remove(key)
    else if (what < 8) world.expire(key)
    else if (what < 9) world.resize(key)
    else if (what < 10) world.step(2000, 8)
    else if (what < 11) world.step(2000, 2)
    else world.keyspace.state.setNow(world.keyspace.state.now + dice.below(200))
  }
  world.verify()
  expect(world.model.size).toBeGreaterThan(0)
  world.flush()
  world.read('a')
  world.set('a')
  world.read('a')
  world.verify()
})
