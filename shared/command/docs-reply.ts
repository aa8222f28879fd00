/** The reply of COMMAND DOCS for one command: a map of what there is to say about it, arguments as a tree. */
import type { ReplyWriter } from '../resp/reply-writer.ts'
import type { CommandEntry } from './entry.ts'
import { replyFlags } from './info-reply.ts'
import { type Argument, parseSyntax } from './syntax.ts'

/** Argument trees read so far; a tool asks for all of them at once. */
const trees = new WeakMap<CommandEntry, Argument[]>()

function argumentTree(entry: CommandEntry): Argument[] {
  let tree = trees.get(entry)
  if (tree === undefined) {
    const { syntax } = entry.definition
    tree = syntax === undefined ? [] : parseSyntax(syntax)
    trees.set(entry, tree)
  }
  return tree
}

/** Name and description: one pair of the map that COMMAND DOCS and its subcommands are. */
export function replyDocs(reply: ReplyWriter, entry: CommandEntry): void {
  const { summary, since, group, complexity, history, deprecated, system } = entry.definition
  const docFlags: string[] = []
  if (deprecated !== undefined) docFlags.push('deprecated')
  if (system) docFlags.push('syscmd')
  const tree = argumentTree(entry)
  const { subcommands } = entry
  const optional = [complexity, docFlags[0], deprecated, deprecated, history, tree[0], subcommands]
  reply.bulkText(entry.name)
  reply.map(3 + optional.filter(part => part !== undefined && part !== null).length)
  replyText(reply, 'summary', summary)
  replyText(reply, 'since', since)
  replyText(reply, 'group', group)
  if (complexity !== undefined) replyText(reply, 'complexity', complexity)
  if (docFlags.length > 0) {
    reply.bulkText('doc_flags')
    replyFlags(reply, docFlags)
  }
  if (deprecated !== undefined) {
    replyText(reply, 'deprecated_since', deprecated.since)
    replyText(reply, 'replaced_by', deprecated.replacedBy)
  }
  if (history !== undefined) replyHistory(reply, history)
  if (tree.length > 0) {
    reply.bulkText('arguments')
    replyArguments(reply, tree)
  }
  if (subcommands !== null) {
    reply.bulkText('subcommands')
    reply.map(subcommands.size)
    for (const sub of subcommands.values()) replyDocs(reply, sub)
  }
}

function replyText(reply: ReplyWriter, name: string, text: string): void {
  reply.bulkText(name)
  reply.bulkUtf8(text)
}

function replyHistory(reply: ReplyWriter, history: [version: string, change: string][]): void {
  reply.bulkText('history')
  reply.set(history.length)
  for (const [version, change] of history) {
    reply.array(2)
    reply.bulkText(version)
    reply.bulkUtf8(change)
  }
}

function replyArguments(reply: ReplyWriter, args: Argument[]): void {
  reply.array(args.length)
  for (const arg of args) replyArgument(reply, arg)
}

function replyArgument(reply: ReplyWriter, arg: Argument): void {
  const flags: string[] = []
  if (arg.optional) flags.push('optional')
  if (arg.multiple) flags.push('multiple')
  if (arg.multipleToken) flags.push('multiple_token')
  const { parts } = arg
  // Everything but a group can be displayed, under its own name unless it has another.
  const display = parts.length > 0 ? null : (arg.display ?? arg.name)
  let pairs = 2
  for (const part of [display, arg.token, arg.since, arg.deprecatedSince]) if (part !== null) pairs++
  if (arg.keySpec >= 0) pairs++
  if (flags.length > 0) pairs++
  if (parts.length > 0) pairs++
  reply.map(pairs)
  replyText(reply, 'name', arg.name)
  replyText(reply, 'type', arg.type)
  if (display !== null) replyText(reply, 'display_text', display)
  if (arg.keySpec >= 0) {
    reply.bulkText('key_spec_index')
    reply.integer(arg.keySpec)
  }
  if (arg.token !== null) replyText(reply, 'token', arg.token)
  if (arg.since !== null) replyText(reply, 'since', arg.since)
  if (arg.deprecatedSince !== null) replyText(reply, 'deprecated_since', arg.deprecatedSince)
  if (flags.length > 0) {
    reply.bulkText('flags')
    replyFlags(reply, flags)
  }
  if (parts.length > 0) {
    reply.bulkText('arguments')
    replyArguments(reply, parts)
  }
}
