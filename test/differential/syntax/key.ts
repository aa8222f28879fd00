/*
 * The syntax of key commands and of those about expiry, for generated streams; a few string commands give
 * them something to work on. Where RANDOMKEY, SCAN or DBSIZE are, no key gets a time in the past: which of
 * these keys still count depends on whom chance has met.
 */
import { syntaxes } from '../streams/grammar.ts'

export const keySyntaxes = syntaxes(`
  6 SET <key> <value>
  2 SET <key> <value> (EX <seconds>|PX <milliseconds>)
  GET <key>
  APPEND <key> <value>
  2 DEL <key>...
  UNLINK <key>...
  EXISTS <key>...
  TOUCH <key>...
  TYPE <key>
  2 RENAME <key> <key>
  2 RENAMENX <key> <key>
  2 COPY <key> <key> [DB <db>] [REPLACE]
  0.3 COPY <key> <key> [DB <db>] [DB <db>] [REPLACE] [<junk>]
  2 MOVE <key> <db>
  3 SELECT <db>
  0.5 SWAPDB <db> <db>
  DBSIZE
  RANDOMKEY
  KEYS <pattern>
  2 SCAN 0 [MATCH <pattern>] [COUNT <count>] [TYPE <type>]
  0.3 SCAN <cursor> [MATCH <pattern>] [COUNT <integer>] [TYPE <type>] [<junk>]
  DUMP <key>
  2 OBJECT (ENCODING|REFCOUNT|IDLETIME|FREQ) <key>
  0.2 OBJECT HELP
  0.2 OBJECT <text> <key>
  PERSIST <key>
  (TTL|PTTL|EXPIRETIME|PEXPIRETIME) <key>
  EXPIRE <key> <seconds>
  0.1 FLUSHDB [ASYNC|SYNC]
  0.05 FLUSHALL [ASYNC|SYNC]
  0.05 FLUSHALL <junk>
`)

export const expirySyntaxes = syntaxes(`
  4 SET <key> <value>
  SET <key> <value> (EX <seconds>|PX <milliseconds>|KEEPTTL)
  GET <key>
  3 EXPIRE <key> <seconds> [NX|XX|GT|LT]
  3 PEXPIRE <key> <milliseconds> [NX|XX|GT|LT]
  3 EXPIREAT <key> <unix-seconds> [NX|XX|GT|LT]
  3 PEXPIREAT <key> <unix-milliseconds> [NX|XX|GT|LT]
  0.5 (EXPIRE|PEXPIRE) <key> <seconds> [NX] [XX] [GT] [LT] [<junk>]
  2 PERSIST <key>
  2 (TTL|PTTL|EXPIRETIME|PEXPIRETIME) <key>
  GETEX <key> [EX <seconds>|PERSIST]
  GETSET <key> <value>
  APPEND <key> <value>
  INCR <key>
  RENAME <key> <key>
  COPY <key> <key> [REPLACE]
  EXISTS <key>...
  DEL <key>
`)
