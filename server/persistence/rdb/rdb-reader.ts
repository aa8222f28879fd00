/**
 * Reads an RDB stream that arrives in pieces of any size (a file, a full sync) and tells a handler what is in
 * it. Memory is bounded by the largest single string, or the largest element for types whose codec reads
 * element by element. Versions 1 to 12 and every opcode are understood; what carries nothing for us (module
 * aux, slot info) is stepped over.
 *
 * An entry is told only when it has been read whole, so a corrupt one tells nothing. Errors are `RdbError`
 * and name the byte offset; after one the reader is finished. As in Redis, the checksum can only be compared
 * at the end: a handler that must not keep entries of a damaged file waits for `end`.
 */
import { Crc64 } from '../../../shared/bytes/crc64.ts'
import { latin1 } from '../../../shared/bytes/text.ts'
import { ByteSlice, RdbCursor, SHORT } from './rdb-cursor.ts'
import {
  CHECKSUM_SINCE,
  MAGIC,
  MODULE_OPCODE_DOUBLE,
  MODULE_OPCODE_EOF,
  MODULE_OPCODE_FLOAT,
  MODULE_OPCODE_SINT,
  MODULE_OPCODE_STRING,
  MODULE_OPCODE_UINT,
  OPCODE_AUX,
  OPCODE_EOF,
  OPCODE_EXPIRETIME,
  OPCODE_EXPIRETIME_MS,
  OPCODE_FREQ,
  OPCODE_FUNCTION_PRE_GA,
  OPCODE_FUNCTION2,
  OPCODE_IDLE,
  OPCODE_MODULE_AUX,
  OPCODE_RESIZEDB,
  OPCODE_SELECTDB,
  OPCODE_SLOT_INFO,
  TYPE_MODULE,
  TYPE_MODULE_2,
  TYPE_STRING,
  typeName,
  VERSION_MAX,
  VERSION_MIN,
} from './rdb-format.ts'

/** Who is told what the stream holds. Slices and arrays stand only during the call, unless said otherwise. */
export interface RdbHandler {
  header(version: number): void
  /** An auxiliary field, name and value as latin1 text. */
  aux(name: string, value: string): void
  selectDb(db: number): void
  /** How many keys, and keys with an expiry, the database is about to get: a hint. */
  resizeDb(keys: number, expires: number): void
  /** A string key. `expireAtMs` (unix time), `idleSeconds` and `freq` (LFU counter) are -1 when not given. */
  string(key: ByteSlice, value: ByteSlice, expireAtMs: number, idleSeconds: number, freq: number): void
  /** The source of a function library; the array is the handler's to keep. */
  functionLibrary(code: Uint8Array): void
  /** The stream is complete and its checksum, if it has one, is right. */
  end(): void
}

/** The entry whose value a codec is about to read. `key` is a copy, the codec's to keep. */
export interface RdbEntry {
  readonly type: number
  readonly key: Uint8Array
  readonly expireAtMs: number
  readonly idleSeconds: number
  readonly freq: number
}

/** Reading one value. It may be suspended between elements, where it says `cursor.commit()`. */
export interface RdbValueRun {
  /**
   * Reads on from the cursor and answers whether the value is complete. When bytes are short the cursor
   * throws through it; it is then called again with the cursor back at the last commit.
   */
  advance(cursor: RdbCursor): boolean
}

/** How values of one type byte are read; the codec tells its own handler of the finished value. */
export interface RdbTypeCodec {
  open(entry: RdbEntry): RdbValueRun
}

export interface RdbReaderOptions {
  /** Codecs by type byte, for every type but the plain string. */
  readonly codecs?: ReadonlyMap<number, RdbTypeCodec>
  /** Compare the checksum at the end; true unless told otherwise. */
  readonly checksum?: boolean
}

/** The most bytes taken into the window at a time. */
const PIECE = 64 * 1024
const HEADER_LENGTH = MAGIC.length + 4
const CHECKSUM_LENGTH = 8
const NO_CODECS: ReadonlyMap<number, RdbTypeCodec> = new Map()

export class RdbReader {
  /** Whether the end of the stream has been read; what follows belongs to somebody else. */
  done: boolean
  /** The stream's version, 0 before its header has been read. */
  version: number
  private failed: boolean
  private readonly handler: RdbHandler
  private readonly codecs: ReadonlyMap<number, RdbTypeCodec>
  private readonly checksum: boolean
  private readonly cursor: RdbCursor
  private readonly crc: Crc64
  /** Stream offset up to which the checksum has been computed. */
  private summed: number
  private readonly key: ByteSlice
  private readonly value: ByteSlice
  private expireAtMs: number
  private idleSeconds: number
  private freq: number
  private inModuleAux: boolean
  private run: RdbValueRun | null

  constructor(handler: RdbHandler, options: RdbReaderOptions = {}) {
    this.done = false
    this.version = 0
    this.failed = false
    this.handler = handler
    this.codecs = options.codecs ?? NO_CODECS
    this.checksum = options.checksum ?? true
    this.cursor = new RdbCursor()
    this.crc = new Crc64()
    this.summed = 0
    this.key = new ByteSlice()
    this.value = new ByteSlice()
    this.expireAtMs = -1
    this.idleSeconds = -1
    this.freq = -1
    this.inModuleAux = false
    this.run = null
  }

  /** How many bytes of the stream have been understood. */
  get offset(): number {
    return this.cursor.base + this.cursor.mark
  }

  /**
   * Takes the next bytes of the stream and tells the handler what they complete. Answers how many were taken:
   * all of them, or fewer when the stream ends inside (`done`). Throws RdbError.
   */
  push(bytes: Uint8Array, off = 0, len = bytes.length - off): number {
    let taken = 0
    while (taken < len && !this.done) {
      if (this.failed) this.cursor.fail('the RDB stream was already refused', this.offset)
      const piece = Math.min(PIECE, len - taken)
      const ready = this.cursor.append(bytes, off + taken, piece)
      taken += piece
      if (ready) this.advance()
      if (this.done) taken -= this.cursor.end - this.cursor.pos
    }
    return taken
  }

  /** The source has ended: throws RdbError unless the stream was complete. */
  finish(): void {
    if (this.done) return
    const { cursor } = this
    cursor.fail('the RDB stream is cut short: unexpected end', cursor.base + cursor.end, '', 'short')
  }

  private advance(): void {
    const { cursor } = this
    try {
      while (!this.done) {
        this.step()
        if (!this.done) cursor.commit()
      }
    } catch (error) {
      if (error !== SHORT) {
        this.failed = true
        throw error
      }
      cursor.rewind()
      this.sum(cursor.mark)
    }
  }

  /** Takes what was read up to window position `to` into the checksum. */
  private sum(to: number): void {
    const { cursor } = this
    const from = this.summed - cursor.base
    if (this.checksum) this.crc.update(cursor.buf, from, to - from)
    this.summed = cursor.base + to
  }

  /** Reads one opcode with what belongs to it, one entry, or on in a value. Commits are the caller's. */
  private step(): void {
    const { cursor } = this
    if (this.run !== null) {
      if (this.run.advance(cursor)) this.run = null
    } else if (this.inModuleAux) {
      this.readModuleAux()
    } else if (this.version === 0) {
      this.readHeader()
    } else {
      const at = cursor.offset()
      const opcode = cursor.byte()
      if (opcode === TYPE_STRING) this.readString()
      else if (opcode < OPCODE_SLOT_INFO) this.openEntry(opcode, at)
      else this.readOpcode(opcode, at)
    }
  }

  private readHeader(): void {
    const { cursor } = this
    cursor.require(HEADER_LENGTH)
    const text = latin1(cursor.buf, cursor.pos, HEADER_LENGTH)
    if (!text.startsWith(MAGIC))
      cursor.fail('wrong signature of an RDB stream', 0, WRONG_SIGNATURE, 'signature')
    const digits = text.slice(MAGIC.length)
    const version = /^\d{4}$/.test(digits) ? Number(digits) : -1
    if (version < VERSION_MIN || version > VERSION_MAX) {
      const words = `Can't handle RDB format version ${Number.parseInt(digits, 10) || 0}`
      cursor.fail(`can't handle RDB format version '${digits}'`, MAGIC.length, words, 'version')
    }
    cursor.skip(HEADER_LENGTH)
    this.version = version
    this.handler.header(version)
  }

  private readString(): void {
    const { cursor, key, value } = this
    cursor.string(key)
    cursor.string(value)
    this.handler.string(key, value, this.expireAtMs, this.idleSeconds, this.freq)
    this.forgetAttributes()
  }

  private forgetAttributes(): void {
    this.expireAtMs = -1
    this.idleSeconds = -1
    this.freq = -1
  }

  /** An entry of another type than string: its codec goes on from here. */
  private openEntry(type: number, at: number): void {
    const cursor: RdbCursor = this.cursor
    const codec = this.codecs.get(type)
    if (codec === undefined && typeName(type) === '') this.unknown(type, at)
    cursor.string(this.key)
    if (codec === undefined) {
      cursor.fail(
        `values of type ${typeName(type)} (${type}) are not supported, key '${this.key.text()}',`,
        at,
        this.moduleWords(type),
      )
    }
    this.run = codec.open({
      type,
      key: this.key.copy(),
      expireAtMs: this.expireAtMs,
      idleSeconds: this.idleSeconds,
      freq: this.freq,
    })
    this.forgetAttributes()
  }

  /** No version has such a type. */
  private unknown(type: number, at: number): never {
    const words = `Unknown RDB encoding type ${type}`
    this.cursor.fail(`unknown RDB opcode or type ${type}`, at, words, 'type')
  }

  /** How Redis refuses a value whose type it does not know; a module's is named before the value. */
  private moduleWords(type: number): string | undefined {
    if (type !== TYPE_MODULE && type !== TYPE_MODULE_2) return undefined
    const name = moduleName(this.cursor.length64())
    return `The RDB file contains module data I can't load: no matching module type '${name}'`
  }

  private readOpcode(opcode: number, at: number): void {
    const cursor: RdbCursor = this.cursor
    const handler = this.handler
    switch (opcode) {
      case OPCODE_EXPIRETIME_MS:
        this.expireAtMs = cursor.int64LE()
        return
      case OPCODE_EXPIRETIME:
        this.expireAtMs = cursor.intLE(4) * 1000
        return
      case OPCODE_IDLE:
        this.idleSeconds = cursor.length()
        return
      case OPCODE_FREQ:
        this.freq = cursor.byte()
        return
      case OPCODE_SELECTDB:
        handler.selectDb(cursor.length())
        return
      case OPCODE_RESIZEDB: {
        const keys = cursor.length()
        handler.resizeDb(keys, cursor.length())
        return
      }
      case OPCODE_AUX:
        cursor.string(this.key)
        cursor.string(this.value)
        handler.aux(this.key.text(), this.value.text())
        return
      case OPCODE_FUNCTION2:
        cursor.string(this.value)
        handler.functionLibrary(this.value.copy())
        return
      case OPCODE_SLOT_INFO:
        for (let i = 0; i < 3; i++) cursor.length() // slot, keys in it, keys with an expiry in it
        return
      case OPCODE_MODULE_AUX:
        cursor.length64() // the module's id
        this.inModuleAux = true
        return
      case OPCODE_EOF:
        this.readEnd()
        return
      case OPCODE_FUNCTION_PRE_GA:
        cursor.fail(
          'functions in the form of a Redis 7.0 release candidate are not supported',
          at,
          'Pre-release function format not supported.',
        )
        return
      default:
        this.unknown(opcode, at)
    }
  }

  /** Steps over one element of a module's auxiliary value. */
  private readModuleAux(): void {
    const { cursor } = this
    const at = cursor.offset()
    const opcode = cursor.length()
    if (opcode === MODULE_OPCODE_EOF) this.inModuleAux = false
    else if (opcode === MODULE_OPCODE_SINT || opcode === MODULE_OPCODE_UINT) cursor.length64()
    else if (opcode === MODULE_OPCODE_FLOAT) cursor.skip(4)
    else if (opcode === MODULE_OPCODE_DOUBLE) cursor.skip(8)
    else if (opcode === MODULE_OPCODE_STRING) cursor.string(this.value)
    else cursor.fail(`unknown module opcode ${opcode}`, at)
  }

  private readEnd(): void {
    const { cursor } = this
    if (this.version >= CHECKSUM_SINCE) {
      cursor.require(CHECKSUM_LENGTH)
      this.sum(cursor.pos)
      const { buf, pos } = cursor
      const given = buf.subarray(pos, pos + CHECKSUM_LENGTH)
      // Eight zeros say that the writer computed none.
      if (this.checksum && given.some(b => b !== 0) && !this.crc.matches(buf, pos)) {
        const expected = this.crc.text()
        const got = Buffer.from(given).readBigUInt64LE().toString(16)
        const words = `Wrong RDB checksum expected: (${expected}) but got (${got}). Aborting now.`
        cursor.fail('wrong RDB checksum', cursor.offset(), words, 'checksum')
      }
      cursor.pos += CHECKSUM_LENGTH
    }
    cursor.commit()
    this.done = true
    this.handler.end()
  }
}

const WRONG_SIGNATURE = 'Wrong signature trying to load DB from file'
const MODULE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The nine letters of a module type's id, of six bits each; the ten bits behind them are a version. */
function moduleName(id: bigint): string {
  let name = ''
  for (let shift = 58n; shift >= 10n; shift -= 6n) name += MODULE_LETTERS[Number((id >> shift) & 63n)]!
  return name
}
