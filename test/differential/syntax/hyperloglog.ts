// The HyperLogLog commands' syntax, for generated streams; GET compares the values byte by byte.
import { syntaxes } from '../streams/grammar.ts'

export const hyperloglogSyntaxes = syntaxes(`
  12 PFADD <hll> <member>...
  6 PFADD <hll> <element>...
  2 PFADD <hll>
  6 PFCOUNT <hll>
  2 PFCOUNT <hll>...
  3 PFMERGE <hll> <hll>...
  3 GET <hll>
  PFDEBUG ENCODING <hll>
  2 PFDEBUG DECODE <hll>
  0.3 PFDEBUG TODENSE <hll>
  0.1 PFDEBUG GETREG <hll>
  0.3 PFDEBUG <junk> <hll>
  STRLEN <hll>
  0.5 SET <hll> <value>
  0.4 SET <hll> <hll-payload>
  0.5 SETRANGE <hll> <header-offset> <byte>
  0.2 RPUSH <hll> <value>
  OBJECT ENCODING <hll>
  DEL <hll>
  CONFIG SET hll-sparse-max-bytes (0|40|300|3000|20000)
`)
