/*
 * The syntax of set commands, for generated streams. What SPOP leaves is chance, so the key goes after it, unless
 * it took everything.
 */
import { syntaxes } from '../streams/grammar.ts'

export const setSyntaxes = syntaxes(`
  7 SADD <set> <member>...
  5 SADD <set> <integer>...
  3 SREM <set> <member>...
  SISMEMBER <set> <member>
  SMISMEMBER <set> <member>...
  SCARD <set>
  2 SMEMBERS <set>
  3 SMOVE <set> <set> <member>
  2 SRANDMEMBER <set> [<random-amount>]
  ! 0.5 SPOP <set> <all>
  ! 0.5 SPOP <set> <bad-timeout>
  ! 0.2 SPOP <set> 0
  0.5 SPOP <set> ; DEL @
  0.5 SPOP <set> <amount> ; SCARD @ ; DEL @
  3 (SINTER|SUNION|SDIFF) <set>...
  1 (SINTER|SUNION|SDIFF) <stored> <set>...
  2 SINTERCARD <set># [LIMIT <amount>]
  0.3 SINTERCARD <amount> <set>... [LIMIT <amount>] [<junk>]
  3 (SINTERSTORE|SUNIONSTORE|SDIFFSTORE) <stored> <set>...
  0.3 (SINTERSTORE|SUNIONSTORE|SDIFFSTORE) <stored> <stored> <set>...
  0.3 (SET <stored> <value>|RPUSH <stored> <element>)
  2 SSCAN <set> 0 [MATCH <member-pattern>] [COUNT <step>]
  0.3 SSCAN <set> <cursor> [MATCH <member-pattern>] [COUNT <integer>] [<junk>]
  0.5 DEL <set>
  TYPE <set>
  2 OBJECT ENCODING <set>
  0.3 SET <set> <value>
  0.3 COPY <set> <set> [REPLACE]
  0.3 RENAME <set> <set>
  0.3 EXPIRE <set> <seconds>
  0.05 FLUSHDB
`)
