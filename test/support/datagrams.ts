/** A unix datagram socket that listens, as an init system's does. Node has none, so it is the C library's. */
import { dlopen } from 'node:ffi'

const AF_UNIX = 1
const SOCK_DGRAM = 2
const MSG_DONTWAIT = 0x40

const { functions: libc } = dlopen(null, {
  socket: { return: 'i32', arguments: ['i32', 'i32', 'i32'] },
  bind: { return: 'i32', arguments: ['i32', 'pointer', 'u32'] },
  recv: { return: 'i64', arguments: ['i32', 'pointer', 'u64', 'i32'] },
  close: { return: 'i32', arguments: ['i32'] },
})

export class DatagramListener {
  private readonly fd: number
  private heard = ''

  /** @param path of a socket that is not there yet, or `@name` for an abstract one */
  constructor(path: string) {
    this.fd = libc.socket(AF_UNIX, SOCK_DGRAM, 0)
    const name = path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`
    const address = Buffer.alloc(2 + Buffer.byteLength(name))
    address.writeUInt16LE(AF_UNIX, 0)
    address.write(name, 2)
    if (libc.bind(this.fd, address, address.length) !== 0) throw new Error(`cannot bind to ${path}`)
  }

  /** Everything that has come so far. */
  text(): string {
    const piece = Buffer.alloc(4096)
    for (;;) {
      const n = Number(libc.recv(this.fd, piece, BigInt(piece.length), MSG_DONTWAIT))
      if (n <= 0) return this.heard
      this.heard += piece.toString('utf8', 0, n)
    }
  }

  close(): void {
    libc.close(this.fd)
  }
}
