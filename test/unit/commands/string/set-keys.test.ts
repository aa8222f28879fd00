// What COMMAND GETKEYSANDFLAGS says of SET, as redis-server 7.0.15 does.
import { expect, it } from 'vitest'
import { set } from '../../../../server/commands/string/set.ts'
import { findKeys } from '../../../../shared/command/keys.ts'
import { Args } from '../../../../shared/resp/args.ts'

it.each([
  ['SET k v', ['OW', 'update']],
  ['SET k get', ['OW', 'update']],
  ['SET k v EX 10', ['OW', 'update']],
  ['SET k v EX 10 get', ['RW', 'access', 'update']],
])('%s uses its key as %j', (request, flags) => {
  expect(findKeys(set, Args.of(...request.split(' ')))).toEqual([{ at: 1, flags }])
})
