/** Connections that we open: a way to ask for one, and what it then reports. Implemented in server/io/. */
import type { Transport } from './transport.ts'

/** What an outgoing connection reports; after `closed` nothing more comes. */
export interface DialEvents {
  /** Connected; addresses as `ip:port`. */
  opened(transport: Transport, addr: string, laddr: string): void
  /** `chunk[0, n)` arrived; the bytes are valid only during the call. */
  data(chunk: Uint8Array, n: number): void
  /**
   * The connection is gone, or never came to be: the system's reason, or null when the peer just closed it.
   */
  closed(reason: string | null): void
}

export interface Dial {
  /** Opens a connection; a host name is resolved. Answers with the means to give it up, silently. */
  connect(host: string, port: number, events: DialEvents): { destroy(): void }
}
