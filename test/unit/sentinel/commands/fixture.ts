/*
 * A sentinel's port without sockets: a client is bytes in and text out, the core is whatever the test says.
 */

import { sentinelCommands } from '../../../../sentinel/commands/list.ts'
import { SentinelConfig } from '../../../../sentinel/config/sentinel-config.ts'
import { createState } from '../../../../sentinel/core/state.ts'
import type { Event } from '../../../../sentinel/core/types.ts'
import { SentinelEngine } from '../../../../sentinel/engine/engine.ts'
import { Sentinel } from '../../../../sentinel/engine/sentinel.ts'
import type { Client } from '../../../../shared/client/client.ts'
import { CommandTable } from '../../../../shared/command/table.ts'
import type { Transport } from '../../../../shared/ports/transport.ts'

/** A client's end of a connection. */
export class Wire implements Transport {
  said = ''
  ended = false
  /** Bytes that "the kernel" has not taken. */
  backlog = 0

  send(buf: Uint8Array, start: number, end: number): boolean {
    this.said += Buffer.from(buf.subarray(start, end)).toString('latin1')
    return true
  }

  pending(): number {
    return this.backlog
  }

  drained(): void {}

  end(): void {
    this.ended = true
  }

  destroy(): void {
    this.ended = true
  }

  pause(): void {}

  /** What was said since the last time. */
  take(): string {
    const { said } = this
    this.said = ''
    return said
  }
}

export class TestPort {
  readonly events: Event[] = []
  readonly logged: string[] = []
  readonly sentinel: Sentinel
  readonly engine: SentinelEngine
  shutdowns = 0
  /** Called with each event, in the place of the core. */
  core: (event: Event) => void = () => {}

  constructor(requirepass = '') {
    const { store } = new SentinelConfig()
    store.put('requirepass', [requirepass])
    const environment = { canExecute: () => true, canResolve: () => true, addressOf: (host: string) => host }
    const state = createState({ myid: 'a'.repeat(40), port: 26379, seed: 1, now: 0, environment })
    const log = (text: string) => this.logged.push(text)
    this.sentinel = new Sentinel({
      state,
      store,
      clock: { wallMs: () => 1_000_000, wallUs: () => 1_000_000_000, monotonicUs: () => 5_000_000 },
      random: { below: () => 0, hex: count => 'f'.repeat(count) },
      log: { debug: log, verbose: log, notice: log, warning: log },
      world: {
        process: () => ({
          pid: 1,
          cpuUser: 0,
          cpuSystem: 0,
          executable: 'x',
          configFile: 'y',
          os: 'z',
          nodeVersion: '26',
          commit: '00000000',
        }),
        deliver: event => {
          this.events.push(event)
          this.core(event)
          this.engine.endTurn()
        },
        prepareHost: (_host, done) => done(),
        shutdown: () => this.shutdowns++,
      },
    })
    this.engine = new SentinelEngine(this.sentinel, new CommandTable(sentinelCommands))
  }

  connect(): [Client, Wire] {
    const wire = new Wire()
    const client = this.sentinel.clients.add(wire, '127.0.0.1:1', '127.0.0.1:2', false, 1_000_000)
    return [client, wire]
  }

  /** Inline requests; the replies so far. */
  send(client: Client, ...lines: string[]): string {
    const bytes = Buffer.from(lines.map(line => `${line}\r\n`).join(''), 'latin1')
    this.engine.receive(client, bytes, bytes.length)
    return (client.transport as Wire).take()
  }
}
