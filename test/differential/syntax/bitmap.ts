// The bitmap commands' syntax, for generated streams.
import { syntaxes } from '../streams/grammar.ts'

const field = '<field> <field-offset>'
const overflow = '[OVERFLOW (WRAP|SAT|FAIL)]'

export const bitmapSyntaxes = syntaxes(`
  6 SETBIT <key> <bit-offset> <bit>
  3 GETBIT <key> <bit-offset>
  2 BITCOUNT <key>
  3 BITCOUNT <key> <index> <index> [BYTE|BIT]
  3 BITPOS <key> <bit>
  2 BITPOS <key> <bit> <index>
  4 BITPOS <key> <bit> <index> <index> [BYTE|BIT]
  5 BITOP (AND|OR|XOR|NOT) <key> <key>...
  2 BITOP NOT <key> <key>
  3 BITFIELD <key> (GET ${field})...
  6 BITFIELD <key> (${overflow} SET ${field} <operand>)...
  6 BITFIELD <key> (${overflow} INCRBY ${field} <operand>)...
  3 BITFIELD <key> (GET ${field}|${overflow} SET ${field} <operand>|${overflow} INCRBY ${field} <operand>)...
  0.3 BITFIELD <key> OVERFLOW <junk> SET ${field} <operand>
  0.3 BITFIELD <key> <junk> ${field}
  2 BITFIELD_RO <key> (GET ${field})...
  0.3 BITFIELD_RO <key> SET ${field} <operand>
  3 SET <key> <value>
  GET <key>
  STRLEN <key>
  OBJECT ENCODING <key>
  RPUSH <key> <value>
  2 DEL <key>
  0.05 FLUSHDB
`)
