/*
 * The virtual network: connections between hosts, with TCP's promises and no more. Bytes arrive in order or
 * not at all; a blocked direction holds them back, and they arrive some time after it opens again; a killed
 * process resets its connections, if the reset gets through; connecting to a dead process is refused, to an
 * unreachable one it hangs.
 */
import type { VirtualClock } from './clock.ts'
import type { SeededRandom } from './random.ts'

/** A process on a host. Its methods are called when something arrives there. */
export interface Process {
  readonly host: string
  /** The process runs (it may still be paused). */
  alive: boolean
  /** Work that arrives waits while the process is paused. */
  whenAwake(work: () => void): void
  /** A connection to it has been made. */
  accepted(connection: Connection): void
  /** Commands came in on a connection. */
  received(
    connection: Connection,
    commands: readonly (readonly string[])[],
    reply: (value: unknown) => void,
  ): void
}

/** What is under way in one direction of a connection, in order. */
interface Direction {
  readonly pieces: { moment: number; arrive: () => void }[]
  moving: boolean
}

export class Connection {
  readonly from: Process
  readonly to: Process
  readonly pubsub: boolean
  open = true
  /** The accepting process is gone, but the connecting side has not learned of it yet. */
  orphaned = false
  /** Told to the connecting side once, when the connection ends. */
  onDown: (reason: string, refused: boolean) => void = () => undefined
  readonly forward: Direction = { pieces: [], moving: false }
  readonly back: Direction = { pieces: [], moving: false }

  constructor(from: Process, to: Process, pubsub: boolean) {
    this.from = from
    this.to = to
    this.pubsub = pubsub
  }
}

const RETRANSMIT_MS = 250

export class Network {
  latencyMin = 1
  latencyMax = 3
  private readonly clock: VirtualClock
  private readonly random: SeededRandom
  private readonly blocked = new Set<string>()
  private readonly processes = new Map<string, Process>()
  private readonly connections = new Set<Connection>()

  constructor(clock: VirtualClock, random: SeededRandom) {
    this.clock = clock
    this.random = random
  }

  add(process: Process): void {
    this.processes.set(process.host, process)
  }

  process(host: string): Process | undefined {
    return this.processes.get(host)
  }

  block(from: string, to: string): void {
    this.blocked.add(`${from}>${to}`)
  }

  heal(): void {
    this.blocked.clear()
  }

  reaches(from: string, to: string): boolean {
    return !this.blocked.has(`${from}>${to}`)
  }

  private latency(): number {
    return this.random.between(this.latencyMin, this.latencyMax)
  }

  /** Runs `arrive` when the bytes are there; never, if the connection ends before. */
  private carry(connection: Connection, forward: boolean, arrive: () => void): void {
    const direction = forward ? connection.forward : connection.back
    direction.pieces.push({ moment: this.clock.now + this.latency(), arrive })
    if (direction.moving) return
    direction.moving = true
    this.move(connection, forward)
  }

  private move(connection: Connection, forward: boolean): void {
    const direction = forward ? connection.forward : connection.back
    const piece = direction.pieces[0]
    if (piece === undefined) {
      direction.moving = false
      return
    }
    const attempt = () => {
      if (!connection.open) return
      const [sender, receiver] = forward ? [connection.from, connection.to] : [connection.to, connection.from]
      if (!this.reaches(sender.host, receiver.host)) {
        this.clock.after(RETRANSMIT_MS, attempt)
        return
      }
      direction.pieces.shift()
      if (connection.orphaned) {
        if (forward) this.reset(connection, 'Connection reset by peer')
      } else {
        receiver.whenAwake(() => {
          if (connection.open) piece.arrive()
        })
      }
      this.move(connection, forward)
    }
    this.clock.after(Math.max(0, piece.moment - this.clock.now), attempt)
  }

  /**
   * up is called when the other side has accepted and answered a first command; otherwise the connection's
   * onDown.
   */
  connect(from: Process, host: string, pubsub: boolean, timeoutMs: number, up: () => void): Connection {
    const to = this.processes.get(host)
    const nobody: Process = to ?? from
    const connection = new Connection(from, nobody, pubsub)
    let settled = false
    this.clock.after(timeoutMs, () => {
      if (settled || !connection.open) return
      connection.open = false
      this.connections.delete(connection)
      from.whenAwake(() => connection.onDown('Connection timed out', false))
    })
    if (to === undefined) return connection
    this.connections.add(connection)
    this.carry(connection, true, () => {
      if (to.alive) to.accepted(connection)
      const refused = !to.alive
      this.carry(connection, false, () => {
        settled = true
        if (!refused) {
          up()
          return
        }
        this.close(connection)
        connection.onDown('Connection refused', true)
      })
    })
    return connection
  }

  /** Sends commands one way and their last reply back. */
  request(
    connection: Connection,
    commands: readonly (readonly string[])[],
    done: (reply: unknown) => void,
  ): void {
    this.carry(connection, true, () => {
      if (!connection.to.alive) return
      connection.to.received(connection, commands, reply => this.carry(connection, false, () => done(reply)))
    })
  }

  /** Sends something from the accepting side to the connecting side. */
  push(connection: Connection, arrive: () => void): void {
    this.carry(connection, false, arrive)
  }

  close(connection: Connection): void {
    connection.open = false
    this.connections.delete(connection)
  }

  /** The accepting side (or the network) ends the connection; the other learns of it if it can be reached. */
  reset(connection: Connection, reason: string): void {
    if (!connection.open) return
    const { from, to } = connection
    if (!this.reaches(to.host, from.host)) {
      connection.orphaned = true
      return
    }
    this.close(connection)
    this.clock.after(this.latency(), () => from.whenAwake(() => connection.onDown(reason, false)))
  }

  /** The process is gone: whoever is connected to it is told, its own connections vanish. */
  processDied(process: Process): void {
    for (const connection of [...this.connections]) {
      if (connection.from === process) this.close(connection)
      else if (connection.to === process) this.reset(connection, 'Connection reset by peer')
    }
  }

  openConnections(): Connection[] {
    return [...this.connections]
  }
}
