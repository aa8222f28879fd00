/*
 * Commands of all types on the same few keys, so that they meet values of every type and encoding, and replace
 * them; and the commands that work on values of any type.
 */
import { syntaxes } from '../streams/grammar.ts'

export const acrossTypesSyntaxes = syntaxes(`
  3 SET <any> <value>
  GET <any>
  APPEND <any> <member>
  INCR <any>
  GETDEL <any>
  SETRANGE <any> <position> <member>
  4 (LPUSH|RPUSH) <any> <element>...
  (LPOP|RPOP) <any> [<amount>]
  LRANGE <any> <position> <position>
  LMOVE <any> <any> (LEFT|RIGHT) (LEFT|RIGHT)
  LMPOP <any># (LEFT|RIGHT) [COUNT <amount>]
  4 HSET <any> (<member> <value>)...
  HGETALL <any>
  HDEL <any> <member>...
  HINCRBY <any> <member> <integer>
  4 SADD <any> <member>...
  SADD <any> <integer>...
  SREM <any> <member>...
  SMEMBERS <any>
  SMOVE <any> <any> <member>
  ! SPOP <any> <all>
  (SINTER|SUNION|SDIFF) <any>...
  (SINTERSTORE|SUNIONSTORE|SDIFFSTORE) <stored> <any>...
  4 ZADD <any> (<score> <member>)...
  ZINCRBY <any> <score> <member>
  ZREM <any> <member>...
  ZRANGE <any> 0 -1 WITHSCORES
  ZPOPMIN <any> [<amount>]
  (ZUNIONSTORE|ZINTERSTORE|ZDIFFSTORE) <any> <any>#
  ZRANGESTORE <any> <any> <position> <position> [REV]
  ZADD <sorted> <position> <member>
  SORT <sorted> ALPHA [STORE <any>]
  (LLEN|HLEN|SCARD|ZCARD|STRLEN) <any>
  (HGET|SISMEMBER|ZSCORE|LINDEX) <any> <member>
  2 DEL <any>...
  UNLINK <any>...
  EXISTS <any>...
  2 TYPE <any>
  2 OBJECT ENCODING <any>
  OBJECT REFCOUNT <any>
  OBJECT IDLETIME <any>
  OBJECT FREQ <any>
  MEMORY USAGE <any> [SAMPLES <amount>]
  RENAME <any> <any>
  RENAMENX <any> <any>
  3 COPY <any> <any> [DB <db>] [REPLACE]
  MOVE <any> <db>
  0.5 SELECT <db>
  2 SCAN 0 COUNT <all> TYPE <type>
  KEYS <pattern>
  DBSIZE
  3 RESTORE <any> 0 <payload> [REPLACE]
  RESTORE <any> <seconds> <payload> [REPLACE] [ABSTTL] [IDLETIME <amount>|FREQ <amount>]
  0.3 RESTORE <any> 0 <bad-payload> [REPLACE]
  EXPIRE <any> <seconds>
  PERSIST <any>
  (TTL|PTTL) <any>
  GETEX <any> [EX <seconds>|PERSIST]
  0.5 MULTI ; LPUSH <any> <member> ; SADD <any> <member> ; HSET <any> <member> <value> ; SMEMBERS <any> ; EXEC
  0.5 MULTI ; ZADD <any> <score> <member> ; DEL <any> ; ZRANGE <any> 0 -1 WITHSCORES ; HGETALL <any> ; EXEC
  0.05 FLUSHDB
  0.02 FLUSHALL ASYNC
`)
