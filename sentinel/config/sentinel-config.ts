/**
 * A sentinel's configuration as it is read: general directives go to a store, the `sentinel ...` lines are
 * collected for the core, which reads them in an order of its own once all lines are known.
 */

import { ConfigError } from '../../shared/config/error.ts'
import type { ConfigLine } from '../../shared/config/parse.ts'
import { ConfigStore } from '../../shared/config/store.ts'
import type { LogLevel } from '../../shared/ports/log.ts'
import { type Directive, loadDirectives } from '../core/config-load.ts'
import type { SentinelState } from '../core/types.ts'
import { sentinelDirectives } from './directives.ts'
import { mergeSaved, type SavedState, type StateLine } from './saved-state.ts'

const NOWHERE = { file: '', line: 0, text: '' }

export class SentinelConfig {
  readonly store: ConfigStore
  /** The `sentinel` lines as the configuration has them. */
  private readonly lines: StateLine[]
  /** Those that count, when a state file has a say in it. */
  private merged: readonly StateLine[]

  constructor() {
    this.store = new ConfigStore(sentinelDirectives)
    this.lines = []
    this.merged = this.lines
  }

  /** The words of the `sentinel` lines that count, without `sentinel`. */
  get directives(): Directive[] {
    // The line of an include is not unique, the index is, so it stands in for it.
    return this.merged.map(({ argv, place }, i) => ({ args: argv.slice(1), line: i, text: place.text }))
  }

  /** The lines of the configuration that a state file remembers; the log level is among them. */
  get configured(): string[] {
    return [...this.lines.map(({ place }) => place.text), `loglevel ${this.store.text('loglevel')}`]
  }

  /** Loads lines in order. Throws ConfigError at the first general directive that is wrong. */
  load(lines: Iterable<ConfigLine>): void {
    this.store.load(this.general(lines))
  }

  private *general(lines: Iterable<ConfigLine>): Generator<ConfigLine, void, undefined> {
    for (const line of lines) {
      if (line.argv?.[0] !== 'sentinel') {
        yield line
        continue
      }
      // The bare word is how redis-server is told to be a sentinel (`--sentinel`).
      if (line.argv.length === 1) continue
      // The line of an include is not unique: the index in `places` is, so it stands in for it.
      this.lines.push({ argv: line.argv, place: line.place })
    }
  }

  /** Lets a state file have its say; see saved-state.ts. Answers the log level if it was changed. */
  restore(saved: SavedState): LogLevel | null {
    const level = { argv: ['loglevel', this.store.text('loglevel')], place: NOWHERE }
    const merged = mergeSaved([...this.lines, level], saved)
    this.merged = merged.filter(({ argv }) => argv[0] === 'sentinel')
    const kept = merged.find(({ argv }) => argv[0] === 'loglevel')
    if (kept === undefined || kept === level) return null
    this.store.load([kept])
    return this.store.text('loglevel') as LogLevel
  }

  /** Applies the `sentinel` lines to the core's state. Throws ConfigError at the first that is wrong. */
  apply(state: SentinelState, now: number): void {
    const error = loadDirectives(state, this.directives, now)
    if (error !== null) throw new ConfigError(this.merged[error.line]!.place, error.reason)
  }
}
