// The string commands' syntax, for generated streams.
import { syntaxes } from '../streams/grammar.ts'

export const stringSyntaxes = syntaxes(`
  3 GET <key>
  4 SET <key> <value>
  4 SET <key> <value> [NX|XX] [GET] \
    [EX <seconds>|PX <milliseconds>|EXAT <unix-seconds>|PXAT <unix-milliseconds>|KEEPTTL]
  0.5 SET <key> <value> [NX] [XX] [GET] [EX <seconds>] [PX <milliseconds>] [KEEPTTL] [<junk>]
  0.2 SET <key> <value> (EX <seconds> EX <seconds>|KEEPTTL KEEPTTL|NX NX|GET GET)
  SETNX <key> <value>
  SETEX <key> <seconds> <value>
  PSETEX <key> <milliseconds> <value>
  MSET (<key> <value>)...
  MSETNX (<key> <value>)...
  MGET <key>...
  GETSET <key> <value>
  GETDEL <key>
  3 GETEX <key> [EX <seconds>|PX <milliseconds>|EXAT <unix-seconds>|PXAT <unix-milliseconds>|PERSIST]
  0.3 GETEX <key> [EX <seconds>] [PX <milliseconds>] [PERSIST] [<junk>]
  0.1 GETEX <key> (EX <seconds> EX <seconds>|PERSIST PERSIST)
  2 APPEND <key> <value>
  STRLEN <key>
  2 SETRANGE <key> <offset> <value>
  2 GETRANGE <key> <index> <index>
  SUBSTR <key> <index> <index>
  2 INCR <key>
  2 DECR <key>
  2 INCRBY <key> <integer>
  2 DECRBY <key> <integer>
  3 INCRBYFLOAT <key> <float>
  2 LCS <key> <key> [LEN|IDX] [MINMATCHLEN <index>] [WITHMATCHLEN]
  0.3 LCS <key> <key> [LEN] [IDX] [MINMATCHLEN <integer>] [<junk>]
  OBJECT ENCODING <key>
  DEL <key>
  0.05 FLUSHDB
`)
