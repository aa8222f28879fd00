// The syntax of hash commands, for generated streams.
import { syntaxes } from '../streams/grammar.ts'

export const hashSyntaxes = syntaxes(`
  8 HSET <hash> (<member> <value>)...
  3 HSET <hash> (<member> <float>)...
  0.5 HMSET <hash> (<member> <value>)...
  HSETNX <hash> <member> <value>
  2 HGET <hash> <member>
  HMGET <hash> <member>...
  2 HGETALL <hash>
  HKEYS <hash>
  HVALS <hash>
  HLEN <hash>
  HEXISTS <hash> <member>
  HSTRLEN <hash> <member>
  3 HDEL <hash> <member>...
  3 HINCRBY <hash> <member> <integer>
  3 HINCRBYFLOAT <hash> <member> <float>
  2 HRANDFIELD <hash> [<random-amount> [WITHVALUES]]
  0.2 HRANDFIELD <hash> <all> WITHVALUES
  0.2 HRANDFIELD <hash> <random-amount> <junk>
  2 HSCAN <hash> 0 [MATCH <member-pattern>] [COUNT <step>] [NOVALUES]
  0.3 HSCAN <hash> <cursor> [MATCH <member-pattern>] [COUNT <integer>] [<junk>]
  0.3 DEL <hash>
  TYPE <hash>
  OBJECT ENCODING <hash>
  0.3 SET <hash> <value>
  0.3 COPY <hash> <hash> [REPLACE]
  0.3 RENAME <hash> <hash>
  0.3 EXPIRE <hash> <seconds>
  0.05 FLUSHDB
`)
