/**
 * The numbers of the RDB format, versions 1 to 12, under Redis's names. A file is `REDIS` and four digits of
 * version, then opcodes and entries (type byte, key, value), the EOF opcode and, since version 5, a CRC64.
 */

export const MAGIC = 'REDIS'
export const VERSION_MIN = 1
export const VERSION_MAX = 12
/** The version written: the oldest that carries what Redis 7.0 knows, so that it can read it. */
export const VERSION_WRITTEN = 10
/** The version written where hash fields expire: Redis 7.4 brought that. */
export const VERSION_FIELD_EXPIRY = 12
/** From this version on a file ends in a checksum. */
export const CHECKSUM_SINCE = 5

export const OPCODE_SLOT_INFO = 244
export const OPCODE_FUNCTION2 = 245
export const OPCODE_FUNCTION_PRE_GA = 246
export const OPCODE_MODULE_AUX = 247
export const OPCODE_IDLE = 248
export const OPCODE_FREQ = 249
export const OPCODE_AUX = 250
export const OPCODE_RESIZEDB = 251
export const OPCODE_EXPIRETIME_MS = 252
export const OPCODE_EXPIRETIME = 253
export const OPCODE_SELECTDB = 254
export const OPCODE_EOF = 255

/** Opcodes inside a module's value. */
export const MODULE_OPCODE_EOF = 0
export const MODULE_OPCODE_SINT = 1
export const MODULE_OPCODE_UINT = 2
export const MODULE_OPCODE_FLOAT = 3
export const MODULE_OPCODE_DOUBLE = 4
export const MODULE_OPCODE_STRING = 5

/** First bytes of a length: its top two bits choose the form. */
export const LENGTH_14BIT = 0x40
export const LENGTH_32BIT = 0x80
export const LENGTH_64BIT = 0x81
/** At or above this the "length" is an encoding of a string, named by the low six bits. */
export const ENCODED = 0xc0
export const ENCODING_INT8 = 0
export const ENCODING_INT16 = 1
export const ENCODING_INT32 = 2
export const ENCODING_LZF = 3

/** Value types, by the byte before the key. */
export const TYPE_STRING = 0
export const TYPE_LIST = 1
export const TYPE_SET = 2
/** Scores as text. */
export const TYPE_ZSET = 3
export const TYPE_HASH = 4
/** Scores as eight bytes. */
export const TYPE_ZSET_2 = 5
export const TYPE_MODULE = 6
export const TYPE_MODULE_2 = 7
export const TYPE_HASH_ZIPMAP = 9
export const TYPE_LIST_ZIPLIST = 10
export const TYPE_SET_INTSET = 11
export const TYPE_ZSET_ZIPLIST = 12
export const TYPE_HASH_ZIPLIST = 13
/** Nodes are ziplists. */
export const TYPE_LIST_QUICKLIST = 14
export const TYPE_HASH_LISTPACK = 16
export const TYPE_ZSET_LISTPACK = 17
/** Nodes are listpacks, or single elements. */
export const TYPE_LIST_QUICKLIST_2 = 18
export const TYPE_SET_LISTPACK = 20
/** Fields with their times, as Redis 7.4 has them. */
export const TYPE_HASH_METADATA = 24
export const TYPE_HASH_LISTPACK_EX = 25
/** What a node of TYPE_LIST_QUICKLIST_2 is. */
export const NODE_PLAIN = 1
export const NODE_PACKED = 2

/** The names of all types, by number. */
const TYPE_NAMES: readonly string[] = [
  'string',
  'list',
  'set',
  'zset',
  'hash',
  'zset-2',
  'module (pre-release form)',
  'module',
  '',
  'hash-zipmap',
  'list-ziplist',
  'set-intset',
  'zset-ziplist',
  'hash-ziplist',
  'list-quicklist',
  'stream-listpacks',
  'hash-listpack',
  'zset-listpack',
  'list-quicklist-2',
  'stream-listpacks-2',
  'set-listpack',
  'stream-listpacks-3',
  'hash-metadata (pre-release form)',
  'hash-listpack-ex (pre-release form)',
  'hash-metadata',
  'hash-listpack-ex',
]

/** The name of a value type, or '' when no version of the format has it. */
export function typeName(type: number): string {
  return TYPE_NAMES[type] ?? ''
}
