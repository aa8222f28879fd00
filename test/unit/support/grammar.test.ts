// The syntax lines from which the differential tests make requests.
import { expect, test } from 'vitest'
import { produce, syntaxes } from '../../differential/streams/grammar.ts'
import { Random } from '../../differential/streams/random.ts'

/** All that a syntax produces in many tries, each as one line, requests that belong together with a `;`. */
function produced(line: string): Set<string> {
  const random = new Random(1)
  const vocabulary = { key: () => 'k', n: () => '7' }
  const once = () =>
    produce(syntaxes(line)[0]!, vocabulary, random)
      .map(argv => argv.join(' '))
      .join(' ; ')
  return new Set(Array.from({ length: 500 }, once))
}

test.each([
  ['GET <key>', ['GET k']],
  ['SET <key> [NX|XX]', ['SET k', 'SET k NX', 'SET k XX']],
  ['A (EX <n>|KEEPTTL)', ['A EX 7', 'A KEEPTTL']],
  ['DEL <key>...', ['DEL k', 'DEL k k', 'DEL k k k', 'DEL k k k k']],
  ['M (<key> <n>)...', ['M k 7', 'M k 7 k 7', 'M k 7 k 7 k 7', 'M k 7 k 7 k 7 k 7']],
  ['A [X] [Y]', ['A', 'A X', 'A Y', 'A X Y', 'A Y X']],
  ['P <key># <n>=', ['P 1 k 7', 'P 2 k k 7 7', 'P 3 k k k 7 7 7', 'P 4 k k k k 7 7 7 7']],
  ['P <key> [X] ; D @', ['P k ; D k', 'P k X ; D k']],
])('%s', (line, expected) => {
  expect([...produced(line)].toSorted()).toEqual(expected.toSorted())
})

test('a weight stands before the command', () => {
  expect(syntaxes('0.5 PING\nECHO <key>').map(({ weight }) => weight)).toEqual([0.5, 1])
})

test.each(['A [B', 'A B]', 'A (B|C'])('%s is unbalanced', line => {
  expect(() => syntaxes(line)).toThrow('unbalanced')
})
