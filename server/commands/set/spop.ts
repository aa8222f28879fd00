/**
 * SPOP. Of a packed set, and where much of a table goes, the members are chosen in one walk, each with the
 * chance that keeps every choice equally likely (selection sampling); else they are drawn one by one.
 * Replicas are told which members went.
 */
import { command, oneKey } from '../../../shared/command/command.ts'
import { Args } from '../../../shared/resp/args.ts'
import { errors } from '../../../shared/resp/errors.ts'
import type { ServerContext } from '../../engine/context.ts'
import { SET_TABLE, type Sets } from '../../values/set.ts'
import { MembersStream } from './members-stream.ts'
import { replyMember, replyMembers } from './reply-members.ts'
import { chosen, WALK_FROM } from './selection.ts'

/** Members named in one SREM. */
const LOG_BATCH = 1024
/** When so many times what remains goes, Redis makes a new set of what remains. */
const NEW_SET_FROM = 5

export const spop = command<ServerContext>({
  name: 'SPOP',
  group: 'set',
  since: '1.0.0',
  arity: -2,
  summary: 'Remove and return one or multiple random members from a set',
  complexity: 'Without the count argument O(1), otherwise O(N) where N is the value of the passed count.',
  syntax: 'key [count:integer@3.2.0]',
  flags: ['write', 'fast'],
  tips: ['nondeterministic_output'],
  history: [['3.2.0', 'Added the `count` argument.']],
  keys: oneKey('RW', 'access', 'delete'),
  run(ctx, args) {
    const { db, reply } = ctx
    if (args.argc > 3) return reply.error(errors.syntax)
    if (args.argc === 3) return popMany(ctx, args)
    const ref = ctx.writeSet(args, 1)
    if (ref === -1) return
    if (ref === 0) return reply.null()
    const { sets } = ctx.values
    sets.open(db)
    sets.sample(ctx.random)
    replyMember(reply, sets)
    if (ctx.server.log.active) ctx.logWords('SREM', args.view(1), member(sets))
    sets.removeAt(sets.place)
    ctx.changed(args, 1, 's', 'spop')
    if (sets.length() > 0) return
    db.remove()
    ctx.event(args, 1, 'g', 'del')
  },
})

function popMany(ctx: ServerContext, args: Args): void {
  const { db, reply } = ctx
  const asked = args.int64(2)
  if (asked === null || asked < 0n) return reply.error(errors.positive)
  const ref = ctx.writeSet(args, 1)
  if (ref === -1) return
  if (ref === 0 || asked === 0n) return reply.set(0)
  const { sets } = ctx.values
  sets.open(db)
  const size = sets.length()
  const count = Math.min(Number(asked), size)
  reply.set(count)
  ctx.changed(args, 1, 's', 'spop')
  ctx.dirty += count - 1
  if (count === size) {
    if (ctx.mayStream(count)) ctx.stream(new MembersStream())
    else replyMembers(reply, sets)
    db.remove()
    ctx.event(args, 1, 'g', 'del')
    ctx.logWords(ctx.server.settings.lazyfreeLazyServerDel ? 'UNLINK' : 'DEL', args.view(1))
    return
  }
  const batches = new Batches(ctx, args, Math.min(count, LOG_BATCH))
  if (sets.encoding !== SET_TABLE || count * WALK_FROM > size) popByWalk(ctx, sets, count, batches)
  else {
    for (let i = 0; i < count; i++) {
      sets.sample(ctx.random)
      replyMember(reply, sets)
      batches.add(sets)
      sets.removeAt(sets.place)
    }
  }
  if ((size - count) * NEW_SET_FROM <= count) sets.toListpackIfSmall()
  batches.log()
}

function popByWalk(ctx: ServerContext, sets: Sets, count: number, batches: Batches): void {
  const places = new Int32Array(count)
  let need = count
  let left = sets.length()
  for (let p = sets.walk(0); need > 0; p = sets.walk(p), left--) {
    if (!chosen(ctx.random, need, left)) continue
    replyMember(ctx.reply, sets)
    batches.add(sets)
    places[count - need--] = sets.place
  }
  for (let i = count - 1; i >= 0; i--) sets.removeAt(places[i]!)
}

/** What replicas are told instead of SPOP. */
class Batches {
  private readonly ctx: ServerContext
  private readonly args: Args
  private readonly size: number
  private readonly commands: Args[]
  private members: Uint8Array[]

  constructor(ctx: ServerContext, args: Args, size: number) {
    this.ctx = ctx
    this.args = args
    this.size = size
    this.commands = []
    this.members = []
  }

  add(sets: Sets): void {
    if (!this.ctx.server.log.active) return
    this.members.push(Buffer.from(member(sets)))
    if (this.members.length === this.size) this.end()
  }

  private end(): void {
    this.commands.push(Args.of('SREM', this.args.view(1), ...this.members))
    this.members = []
  }

  log(): void {
    if (this.members.length > 0) this.end()
    if (this.commands.length > 0) this.ctx.logAs(...this.commands)
  }
}

function member({ element }: Sets): Uint8Array {
  return element.bytes.subarray(element.off, element.off + element.len)
}
