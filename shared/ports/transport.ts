/**
 * What the pure code knows of a connection: a way to send bytes and to end it. Implemented over sockets in
 * shared/io/, over arrays in tests and simulations.
 */
export interface Transport {
  /**
   * Sends `buf[start, end)`. True when nothing refers to `buf` any more, so that the caller may write over
   * it; false when the kernel did not take all and `buf` now belongs to the transport.
   */
  send(buf: Uint8Array, start: number, end: number): boolean
  /** Bytes sent but not yet taken by the kernel. */
  pending(): number
  /** Calls once when the kernel, which is behind now, has taken all; not when the connection ends before. */
  drained(callback: () => void): void
  /** Ends the connection once what was sent has left. */
  end(): void
  /** Ends the connection at once; unsent bytes are lost. */
  destroy(): void
  /** Stops (true) or resumes (false) the arrival of bytes. */
  pause(paused: boolean): void
}

/** Says whether what is sent must wait before it may leave. One for each connection. */
export interface Hold {
  /** Whether what is sent now must wait: asked before anything is sent, and may do what is waited for. */
  holds(): boolean
  /** A connection keeps what was sent to it: it is called once for each such piece, in order. */
  keep(keeper: Keeper): void
}

export interface Keeper {
  /** The first piece that is kept may leave. */
  release(): void
}
