/**
 * The ACL categories of a command: those it states, and those that follow from its flags and its group. As in
 * Redis, a container of subcommands has none of its group; its subcommands have.
 */
import type { Command, CommandGroup } from './command.ts'

/** Every category, in Redis's order. */
export const CATEGORIES = [
  '@keyspace',
  '@read',
  '@write',
  '@set',
  '@sortedset',
  '@list',
  '@hash',
  '@string',
  '@bitmap',
  '@hyperloglog',
  '@geo',
  '@stream',
  '@pubsub',
  '@admin',
  '@fast',
  '@slow',
  '@blocking',
  '@dangerous',
  '@connection',
  '@transaction',
  '@scripting',
] as const

const OF_GROUP: Partial<Record<CommandGroup, string>> = {
  string: '@string',
  list: '@list',
  set: '@set',
  hash: '@hash',
  'sorted-set': '@sortedset',
  stream: '@stream',
  bitmap: '@bitmap',
  hyperloglog: '@hyperloglog',
  geo: '@geo',
  connection: '@connection',
  transactions: '@transaction',
  scripting: '@scripting',
}

// biome-ignore lint/suspicious/noExplicitAny: the context type does not matter here.
export function categories(command: Command<any>): string[] {
  const { flags } = command
  const has = new Set(command.categories)
  const ofGroup = OF_GROUP[command.group]
  if (ofGroup !== undefined && command.subcommands === undefined) has.add(ofGroup)
  if (flags.includes('write')) has.add('@write')
  if (flags.includes('readonly') && !has.has('@scripting')) has.add('@read')
  if (flags.includes('admin')) has.add('@admin').add('@dangerous')
  if (flags.includes('pubsub')) has.add('@pubsub')
  if (flags.includes('blocking')) has.add('@blocking')
  has.add(flags.includes('fast') ? '@fast' : '@slow')
  return CATEGORIES.filter(category => has.has(category))
}
