/**
 * The few calls of the C library that Node has no function for: a datagram to a unix socket (sd_notify's
 * transport) and a higher limit on open files. They go through `node:ffi`, which is experimental: it is
 * loaded only when one of them is needed, and where a build of Node lacks it, the callers have another way or
 * say so.
 */
import type { DynamicLibrary } from 'node:ffi'

const LINUX = process.platform === 'linux'
const AF_UNIX = 1
const SOCK_DGRAM = 2
/** A connection that nobody reads must not end this process (macOS has no such flag). */
const MSG_NOSIGNAL = LINUX ? 0x4000 : 0
const MSG_DONTWAIT = LINUX ? 0x40 : 0x80
const RLIMIT_NOFILE = LINUX ? 7 : 8

const DEFINITIONS = {
  socket: { return: 'i32', arguments: ['i32', 'i32', 'i32'] },
  sendto: { return: 'i64', arguments: ['i32', 'pointer', 'u64', 'i32', 'pointer', 'u32'] },
  close: { return: 'i32', arguments: ['i32'] },
  setrlimit: { return: 'i32', arguments: ['i32', 'pointer'] },
} as const

type Calls = {
  socket(domain: number, type: number, protocol: number): number
  sendto(fd: number, bytes: Uint8Array, n: bigint, flags: number, to: Uint8Array, toSize: number): bigint
  close(fd: number): number
  setrlimit(resource: number, limit: Uint8Array): number
}

let opened: { readonly lib: DynamicLibrary; readonly functions: Calls } | null | undefined

/** Null where this Node cannot call the C library. */
function calls(): Calls | null {
  if (opened === undefined) opened = open()
  return opened?.functions ?? null
}

function open(): typeof opened {
  const { emitWarning } = process
  // Node warns of every experimental module on stderr; users of this one cannot act on that.
  process.emitWarning = () => {}
  try {
    const ffi = process.getBuiltinModule('node:ffi')
    return ffi.dlopen(null, DEFINITIONS) as unknown as NonNullable<typeof opened>
  } catch {
    return null
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * Sends one datagram to a unix socket, from this process itself.
 *
 * @param path a path, or `@name` for an abstract socket of Linux
 * @returns false when it was not taken; null where the call is not available
 */
export function sendDatagram(path: string, bytes: Uint8Array): boolean | null {
  const c = calls()
  if (c === null) return null
  const address = unixAddress(path)
  const fd = c.socket(AF_UNIX, SOCK_DGRAM, 0)
  if (fd < 0) return false
  const flags = MSG_NOSIGNAL | MSG_DONTWAIT
  const sent = c.sendto(fd, bytes, BigInt(bytes.length), flags, address, address.length)
  c.close(fd)
  return Number(sent) === bytes.length
}

/** A sockaddr_un. */
function unixAddress(path: string): Uint8Array {
  const name = path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`
  const address = Buffer.alloc(2 + Buffer.byteLength(name))
  if (LINUX) address.writeUInt16LE(AF_UNIX, 0)
  else {
    address[0] = address.length
    address[1] = AF_UNIX
  }
  address.write(name, 2)
  return address
}

/** Sets the soft and the hard limit on open files of this process; false when the system does not let it. */
export function limitOpenFiles(count: number): boolean {
  const limit = new BigUint64Array([BigInt(count), BigInt(count)])
  return calls()?.setrlimit(RLIMIT_NOFILE, new Uint8Array(limit.buffer)) === 0
}
