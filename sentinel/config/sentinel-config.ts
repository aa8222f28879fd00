/**
 * A sentinel's configuration as it is read: general directives go to a store, the `sentinel ...` lines are
 * collected for the core, which reads them in an order of its own once all lines are known.
 */

import { ConfigError } from '../../shared/config/error.ts'
import type { ConfigLine } from '../../shared/config/parse.ts'
import { ConfigStore } from '../../shared/config/store.ts'
import { type Directive, loadDirectives } from '../core/config-load.ts'
import type { SentinelState } from '../core/types.ts'
import { sentinelDirectives } from './directives.ts'

export class SentinelConfig {
  readonly store: ConfigStore
  /** The `sentinel` lines; `place` of the same index tells where each stood. */
  readonly directives: Directive[]
  private readonly places: ConfigLine['place'][]

  constructor() {
    this.store = new ConfigStore(sentinelDirectives)
    this.directives = []
    this.places = []
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
      this.directives.push({
        args: line.argv.slice(1),
        line: this.places.push(line.place) - 1,
        text: line.place.text,
      })
    }
  }

  /** Applies the `sentinel` lines to the core's state. Throws ConfigError at the first that is wrong. */
  apply(state: SentinelState, now: number): void {
    const error = loadDirectives(state, this.directives, now)
    if (error !== null) throw new ConfigError(this.places[error.line]!, error.reason)
  }
}
