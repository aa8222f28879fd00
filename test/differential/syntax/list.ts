/*
 * The syntax of list commands, for generated streams. A command that blocks does so for a few milliseconds; inside
 * a transaction, where it does not, for ever.
 */
import { syntaxes } from '../streams/grammar.ts'

export const listSyntaxes = syntaxes(`
  8 (LPUSH|RPUSH) <list> <element>...
  (LPUSHX|RPUSHX) <list> <element>...
  3 (LPOP|RPOP) <list> [<amount>]
  LLEN <list>
  4 LRANGE <list> <position> <position>
  LRANGE <list> 0 -1
  2 LINDEX <list> <position>
  2 LSET <list> <position> <element>
  3 LINSERT <list> (BEFORE|AFTER) <member> <element>
  0.1 LINSERT <list> <junk> <member> <element>
  3 LREM <list> <position> <member>
  2 LTRIM <list> <position> <position>
  3 LPOS <list> <member> [RANK <position>] [COUNT <amount>] [MAXLEN <amount>]
  0.2 LPOS <list> <member> [RANK <integer>] [COUNT <integer>] [MAXLEN <integer>] [<junk>]
  3 LMOVE <list> <list> (LEFT|RIGHT) (LEFT|RIGHT)
  0.1 LMOVE <list> <list> <junk> <junk>
  2 RPOPLPUSH <list> <list>
  2 LMPOP <list># (LEFT|RIGHT) [COUNT <amount>]
  0.3 LMPOP <amount> <list>... (LEFT|RIGHT|<junk>) [COUNT <amount>] [<junk>]
  ! 0.15 (BLPOP|BRPOP) <list>... <timeout>
  ! 0.15 BLMOVE <list> <list> (LEFT|RIGHT) (LEFT|RIGHT) <timeout>
  ! 0.15 BRPOPLPUSH <list> <list> <timeout>
  ! 0.15 BLMPOP <timeout> <list># (LEFT|RIGHT) [COUNT <amount>]
  ! 0.2 (BLPOP|BRPOP) <list>... <bad-timeout>
  ! 0.1 BLMOVE <list> <list> (LEFT|RIGHT|<junk>) (LEFT|RIGHT|<junk>) <bad-timeout>
  ! 0.1 BRPOPLPUSH <list> <list> <bad-timeout>
  ! 0.1 BLMPOP <bad-timeout> <amount> <list>... (LEFT|RIGHT|<junk>) [COUNT <amount>] [<junk>]
  0.3 MULTI ; (BLPOP|BRPOP) <list>... 0 ; BLMPOP 0 <list># (LEFT|RIGHT) ; EXEC
  0.3 MULTI ; BLMOVE <list> <list> (LEFT|RIGHT) (LEFT|RIGHT) 0 ; BRPOPLPUSH <list> <list> 0 ; EXEC
  0.5 DEL <list>
  TYPE <list>
  OBJECT ENCODING <list>
  0.3 SET <list> <value>
  0.3 COPY <list> <list> [REPLACE]
  0.3 RENAME <list> <list>
  0.3 EXPIRE <list> <seconds>
  0.05 FLUSHDB
`)
