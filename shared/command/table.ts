/** The commands of a process, found by the bytes of their name without making a string of them. */
import type { Args } from '../resp/args.ts'
import type { Command } from './command.ts'
import { CommandEntry } from './entry.ts'

const SLOTS = 2048
/** Longer names are not kept as the last one. */
const NAME_KEPT = 32

export class CommandTable {
  /** By lower-case name, containers only. */
  readonly byName: Map<string, CommandEntry>
  private readonly slots: (CommandEntry | null)[]
  private readonly names: string[]
  /** The name found last, as it was written, and its entry: pipelines repeat one command. */
  private readonly lastName: Uint8Array
  private lastLength: number
  private last: CommandEntry | null

  // biome-ignore lint/suspicious/noExplicitAny: the context type is the caller's affair.
  constructor(commands: Iterable<Command<any>>) {
    this.byName = new Map()
    this.slots = new Array<CommandEntry | null>(SLOTS).fill(null)
    this.names = new Array<string>(SLOTS).fill('')
    this.lastName = Buffer.alloc(NAME_KEPT)
    this.lastLength = -1
    this.last = null
    for (const definition of commands)
      this.add(new CommandEntry(definition, null), definition.name.toLowerCase())
  }

  /** The command that argument 0 names, ignoring case, or null. Containers are not resolved further. */
  find(args: Args): CommandEntry | null {
    const buf = args.buf
    const off = args.off[0]!
    const len = args.len[0]!
    const { lastName } = this
    let same = len === this.lastLength ? 0 : -1
    while (same >= 0 && same < len) same = buf[off + same] === lastName[same] ? same + 1 : -1
    if (same >= 0) return this.last
    const entry = this.search(buf, off, len)
    if (entry !== null && len <= NAME_KEPT) {
      for (let i = 0; i < len; i++) lastName[i] = buf[off + i]!
      this.lastLength = len
      this.last = entry
    }
    return entry
  }

  private search(buf: Uint8Array, off: number, len: number): CommandEntry | null {
    let slot = len
    for (let i = 0; i < len; i++) slot = (slot * 31 + (buf[off + i]! | 32)) & 0xffff
    slot &= SLOTS - 1
    for (;;) {
      const entry = this.slots[slot]!
      if (entry === null) return null
      if (sameName(this.names[slot]!, buf, off, len)) return entry
      slot = (slot + 1) & (SLOTS - 1)
    }
  }

  /** The entry of a full name in lower case, `config|get` or `get`. */
  get(name: string): CommandEntry | undefined {
    const [container = '', sub] = name.split('|')
    const entry = this.byName.get(container)
    return sub === undefined ? entry : entry?.subcommands?.get(sub)
  }

  /** Every entry, containers before their subcommands. */
  *entries(): Generator<CommandEntry> {
    for (const entry of this.byName.values()) {
      yield entry
      if (entry.subcommands !== null) yield* entry.subcommands.values()
    }
  }

  /** Makes the command answer to another name (rename-command); an empty name hides it. */
  rename(from: string, to: string): boolean {
    const entry = this.byName.get(from.toLowerCase())
    if (entry === undefined) return false
    if (to !== '' && this.byName.has(to.toLowerCase())) return false
    const names = [...this.byName].filter(([, e]) => e !== entry)
    this.byName.clear()
    this.slots.fill(null)
    this.lastLength = -1
    for (const [name, e] of names) this.add(e, name)
    if (to !== '') this.add(entry, to.toLowerCase())
    return true
  }

  private add(entry: CommandEntry, name: string): void {
    this.byName.set(name, entry)
    let slot = name.length
    for (let i = 0; i < name.length; i++) slot = (slot * 31 + (name.charCodeAt(i) | 32)) & 0xffff
    slot &= SLOTS - 1
    while (this.slots[slot] !== null) slot = (slot + 1) & (SLOTS - 1)
    this.slots[slot] = entry
    this.names[slot] = name
  }
}

function sameName(name: string, buf: Uint8Array, off: number, len: number): boolean {
  if (name.length !== len) return false
  for (let i = 0; i < len; i++) {
    let c = buf[off + i]!
    if (c >= 65 && c <= 90) c += 32
    if (c !== name.charCodeAt(i)) return false
  }
  return true
}
