/**
 * The reply of COMMAND INFO for one command: ten elements, in Redis's order, sets and maps as the protocol
 * has them.
 */
import type { ReplyWriter } from '../resp/reply-writer.ts'
import { categories } from './categories.ts'
import type { CommandFlag, KeyFlag, KeySpec } from './command.ts'
import { type CommandEntry, flagBit } from './entry.ts'
import { keyRange } from './keys.ts'
import type { CommandTable } from './table.ts'

/** Flags that COMMAND INFO shows, in Redis's order; the others are kept from clients there too. */
const SHOWN: readonly CommandFlag[] = [
  'write',
  'readonly',
  'denyoom',
  'admin',
  'pubsub',
  'noscript',
  'blocking',
  'loading',
  'stale',
  'skip_monitor',
  'skip_slowlog',
  'asking',
  'fast',
  'no_auth',
  'no_mandatory_keys',
  'no_async_loading',
  'no_multi',
  'movablekeys',
  'allow_busy',
]

/** Every command: plain COMMAND, and COMMAND INFO without names. */
export function replyAll(reply: ReplyWriter, commands: CommandTable): void {
  reply.array(commands.byName.size)
  for (const entry of commands.byName.values()) replyInfo(reply, entry)
}

export function replyInfo(reply: ReplyWriter, entry: CommandEntry): void {
  const { definition } = entry
  const specs = definition.keys ?? []
  const range = keyRange(specs)
  reply.array(10)
  reply.bulkText(entry.name)
  reply.integer(entry.arity)
  replyFlags(
    reply,
    SHOWN.filter(flag => (entry.flags & flagBit[flag]) !== 0),
  )
  reply.integer(range.first)
  reply.integer(range.last)
  reply.integer(range.step)
  replyFlags(reply, categories(definition))
  const tips = definition.tips ?? []
  reply.set(tips.length)
  for (const tip of tips) reply.bulkText(tip)
  reply.set(specs.length)
  for (const spec of specs) replyKeySpec(reply, spec)
  const subcommands = entry.subcommands
  // Redis's own asymmetry: none is an empty set, some are an array.
  if (subcommands === null) reply.set(0)
  else reply.array(subcommands.size)
  for (const sub of subcommands?.values() ?? []) replyInfo(reply, sub)
}

/** A set of simple strings. */
export function replyFlags(reply: ReplyWriter, flags: readonly string[]): void {
  reply.set(flags.length)
  for (const flag of flags) reply.status(flag)
}

/** Flags of key specifications in Redis's order. */
const KEY_FLAGS: readonly KeyFlag[] = [
  'RO',
  'RW',
  'OW',
  'RM',
  'access',
  'update',
  'insert',
  'delete',
  'not_key',
  'incomplete',
  'variable_flags',
]

/** Flags of a key specification or a key, as a set in Redis's order. */
export function replyKeyFlags(reply: ReplyWriter, flags: readonly KeyFlag[]): void {
  replyFlags(
    reply,
    KEY_FLAGS.filter(flag => flags.includes(flag)),
  )
}

function replyKeySpec(reply: ReplyWriter, { notes, flags, begin, find }: KeySpec): void {
  reply.map(notes === undefined ? 3 : 4)
  if (notes !== undefined) {
    reply.bulkText('notes')
    reply.bulkText(notes)
  }
  reply.bulkText('flags')
  replyKeyFlags(reply, flags)
  reply.bulkText('begin_search')
  if (begin === 'unknown') replyRule(reply, 'unknown', [])
  else if ('index' in begin) replyRule(reply, 'index', [['index', begin.index]])
  else
    replyRule(reply, 'keyword', [
      ['keyword', begin.keyword],
      ['startfrom', begin.startFrom],
    ])
  reply.bulkText('find_keys')
  if (find === 'unknown') replyRule(reply, 'unknown', [])
  else if ('last' in find) {
    replyRule(reply, 'range', [
      ['lastkey', find.last],
      ['keystep', find.step],
      ['limit', find.limit],
    ])
  } else {
    replyRule(reply, 'keynum', [
      ['keynumidx', find.countAt],
      ['firstkey', find.firstAt],
      ['keystep', find.step],
    ])
  }
}

function replyRule(reply: ReplyWriter, type: string, spec: [name: string, value: string | number][]): void {
  reply.map(2)
  reply.bulkText('type')
  reply.bulkText(type)
  reply.bulkText('spec')
  reply.map(spec.length)
  for (const [name, value] of spec) {
    reply.bulkText(name)
    if (typeof value === 'number') reply.integer(value)
    else reply.bulkText(value)
  }
}
