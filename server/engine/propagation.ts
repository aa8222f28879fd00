/**
 * From changes to the command log: the request's own bytes where they mean the same everywhere, a canonical
 * rewrite where they do not; SELECT when the stream's database differs; MULTI and EXEC around a transaction's
 * commands.
 */

import { writeInteger } from '../../shared/bytes/integer.ts'
import { type Client, clientState } from '../../shared/client/client.ts'
import { Args } from '../../shared/resp/args.ts'
import type { ServerContext } from './context.ts'
import type { Server } from './server.ts'

const MULTI = Args.of('MULTI')
const EXEC = Args.of('EXEC')

export class Propagation {
  /** Called at the end of a turn in which the log grew, in order. */
  readonly onGrown: (() => void)[]
  private readonly server: Server
  private readonly header: Uint8Array
  private grown: boolean
  /** Inside EXEC: nothing to log yet, one command held back, or MULTI logged. */
  private transaction: 'none' | 'open' | 'held' | 'logged'
  /** The first command of a transaction and its database: alone it needs no MULTI and EXEC. */
  private held: Args
  private heldDb: number

  constructor(server: Server) {
    this.onGrown = []
    this.server = server
    this.header = Buffer.allocUnsafeSlow(32)
    this.grown = false
    this.transaction = 'none'
    this.held = MULTI
    this.heldDb = 0
  }

  /** Logs the command that `ctx` just ran. */
  propagate(ctx: ServerContext, client: Client, args: Args): void {
    // A primary's stream enters our log as the bytes it came in; see replication.
    if (client.has(clientState.master)) return
    const logged = ctx.logged
    if (logged === null) {
      if (this.transaction === 'open') {
        this.hold(ctx.db.index, args.clone())
        return
      }
      this.select(ctx.db.index)
      if (args.end > args.start) {
        this.server.log.append(args.buf, args.start, args.end)
        this.grown = true
      } else this.append(args)
      return
    }
    if (logged.length === 0) return
    const wrap = logged.length > 1 && this.transaction === 'none'
    if (wrap) this.begin()
    for (const command of logged) this.write(ctx.db.index, command)
    if (wrap) this.commit()
  }

  /** Logs a command of the server's own making. */
  write(db: number, command: Args): void {
    if (!this.server.log.active) return
    if (this.transaction === 'open') {
      this.hold(db, command)
      return
    }
    this.select(db)
    this.append(command)
  }

  private hold(db: number, command: Args): void {
    this.transaction = 'held'
    this.held = command
    this.heldDb = db
  }

  /** A key was deleted because its time had passed. */
  expired(db: number, key: Uint8Array): void {
    this.write(db, Args.of(this.server.settings.lazyfreeLazyExpire ? 'UNLINK' : 'DEL', key))
  }

  /** Whether a transaction's commands are running. */
  get inTransaction(): boolean {
    return this.transaction !== 'none'
  }

  /**
   * What follows is one transaction, until `commit`: MULTI and EXEC stand around what it logs, if that is
   * several.
   */
  begin(): void {
    this.transaction = 'open'
  }

  commit(): void {
    const was = this.transaction
    this.transaction = 'none'
    if (was === 'logged') this.append(EXEC)
    else if (was === 'held') this.write(this.heldDb, this.held)
  }

  /**
   * The readers have something to do though the log may not have grown: `onGrown` comes at the turn's end.
   */
  wake(): void {
    this.grown = true
  }

  /** Tells the readers that there is more, once per turn. */
  flush(): void {
    if (!this.grown) return
    this.grown = false
    for (const tell of this.onGrown) tell()
  }

  /** Brings the stream to a database; what is held back goes first. */
  private select(db: number): void {
    if (this.transaction === 'held') {
      this.transaction = 'logged'
      this.switchTo(this.heldDb)
      this.append(MULTI)
      this.append(this.held)
    }
    this.switchTo(db)
  }

  private switchTo(db: number): void {
    const log = this.server.log
    if (log.selected === db) return
    log.selected = db
    this.append(Args.of('SELECT', String(db)))
  }

  private append(args: Args): void {
    const log = this.server.log
    this.prefix(42, args.argc)
    for (let i = 0; i < args.argc; i++) {
      const off = args.off[i]!
      const len = args.len[i]!
      this.prefix(36, len)
      log.append(args.buf, off, off + len)
      log.append(LINE, 0, 2)
    }
    this.grown = true
  }

  private prefix(type: number, n: number): void {
    const header = this.header
    header[0] = type
    let p = writeInteger(header, 1, n)
    header[p++] = 13
    header[p++] = 10
    this.server.log.append(header, 0, p)
  }
}

const LINE: Uint8Array = Buffer.from('\r\n')
