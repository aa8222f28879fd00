/**
 * SRANDMEMBER: without replacement for a positive count, chosen in one walk where that costs less than
 * drawing; with replacement for a negative one (`member-draws.ts`).
 */
import { command, oneKey } from '../../../shared/command/command.ts'
import type { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_TABLE, type Sets } from '../../values/set.ts'
import { readDrawCount } from '../long-argument.ts'
import { MemberDraws } from './member-draws.ts'
import { MembersStream } from './members-stream.ts'
import { replyMember, replyMembers } from './reply-members.ts'
import { chosen, WALK_FROM } from './selection.ts'

export const srandmember = command<ServerContext>({
  name: 'SRANDMEMBER',
  group: 'set',
  since: '1.0.0',
  arity: -2,
  summary: 'Get one or multiple random members from a set',
  complexity:
    'Without the count argument O(1), otherwise O(N) where N is the absolute value of the passed count.',
  syntax: 'key [count:integer@2.6.0]',
  flags: ['readonly'],
  tips: ['nondeterministic_output'],
  history: [['2.6.0', 'Added the optional `count` argument.']],
  keys: oneKey('RO', 'access'),
  run(ctx, args) {
    if (args.argc > 3) return ctx.reply.error(errors.syntax)
    if (args.argc === 3) return drawMany(ctx, args)
    const ref = ctx.readSet(args, 1)
    if (ref === -1) return
    if (ref === 0) return ctx.reply.null()
    const { sets } = ctx.values
    sets.open(ctx.db)
    sets.sample(ctx.random)
    replyMember(ctx.reply, sets)
  },
})

function drawMany(ctx: ServerContext, args: Args): void {
  const { reply } = ctx
  const asked = readDrawCount(ctx, args)
  if (asked === null) return
  const ref = ctx.readSet(args, 1)
  if (ref === -1) return
  if (ref === 0 || asked === 0n) return reply.array(0)
  const { sets } = ctx.values
  sets.open(ctx.db)
  const size = sets.length()
  if (asked < 0n) return ctx.replyDraws(new MemberDraws(-asked, ctx.random), size)
  const count = Math.min(Number(asked), size)
  reply.array(count)
  if (count === size && ctx.mayStream(count)) ctx.stream(new MembersStream())
  else if (count === size) replyMembers(reply, sets)
  else if (sets.encoding !== SET_TABLE || count * WALK_FROM > size) replySome(ctx, sets, count)
  else drawDistinct(ctx, sets, count)
}

function replySome(ctx: ServerContext, sets: Sets, count: number): void {
  let left = sets.length()
  for (let p = sets.walk(0); count > 0; p = sets.walk(p), left--) {
    if (!chosen(ctx.random, count, left)) continue
    replyMember(ctx.reply, sets)
    count--
  }
}

function drawDistinct(ctx: ServerContext, sets: Sets, count: number): void {
  const drawn = new Set<number>()
  while (drawn.size < count) {
    sets.sample(ctx.random)
    if (drawn.has(sets.place)) continue
    drawn.add(sets.place)
    replyMember(ctx.reply, sets)
  }
}
