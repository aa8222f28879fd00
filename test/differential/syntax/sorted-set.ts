/*
 * The syntax of sorted set commands, for generated streams. Lexical ranges keep to sorted sets in which all scores
 * are equal: of others Redis promises nothing.
 */
import { syntaxes } from '../streams/grammar.ts'

export const sortedSetSyntaxes = syntaxes(`
  8 ZADD <zset> (<score> <member>)...
  4 ZADD <zset> [NX|XX] [GT|LT] [CH] (<score> <member>)...
  2 ZADD <zset> [NX|XX] [GT|LT] [CH] INCR <score> <member>
  0.3 ZADD <zset> [NX] [XX] [GT] [LT] [CH] [INCR] (<score> <member>)... [<junk>]
  3 ZINCRBY <zset> <score> <member>
  3 ZREM <zset> <member>...
  2 ZSCORE <zset> <member>
  ZMSCORE <zset> <member>...
  ZCARD <zset>
  2 ZCOUNT <zset> <score-limit> <score-limit>
  2 (ZRANK|ZREVRANK) <zset> <member>
  (ZRANK|ZREVRANK) <zset> <member> (WITHSCORE|<junk>)
  ZRANGE <zset> 0 -1 WITHSCORES
  2 ZRANGE <zset> <position> <position> [REV] [WITHSCORES]
  2 ZRANGE <zset> <score-limit> <score-limit> BYSCORE [REV] [LIMIT <position> <amount>] [WITHSCORES]
  0.3 ZRANGE <zset> <position> <position> [BYSCORE] [REV] [BYLEX] [LIMIT <position> <amount>] [WITHSCORES] [<junk>]
  ZREVRANGE <zset> <position> <position> [WITHSCORES]
  2 (ZRANGEBYSCORE|ZREVRANGEBYSCORE) <zset> <score-limit> <score-limit> [WITHSCORES] [LIMIT <position> <amount>]
  2 ZRANGESTORE <zset> <zset> <position> <position> [REV]
  2 ZRANGESTORE <zset> <zset> <score-limit> <score-limit> BYSCORE [REV] [LIMIT <position> <amount>]
  0.2 ZRANGESTORE <zset> <zset> <position> <position> [BYSCORE] [REV] [LIMIT <position> <amount>] [WITHSCORES] [<junk>]
  ZREMRANGEBYRANK <zset> <position> <position>
  ZREMRANGEBYSCORE <zset> <score-limit> <score-limit>
  ! 4 ZADD <lexical> 0 <member> 0 <member>
  ! 0.3 ZREM <lexical> <member>...
  2 (ZRANGEBYLEX|ZREVRANGEBYLEX) <lexical> <lex-limit> <lex-limit> [LIMIT <position> <amount>]
  2 ZRANGE <lexical> <lex-limit> <lex-limit> BYLEX [REV] [LIMIT <position> <amount>]
  0.2 ZRANGE <lexical> <lex-limit> <lex-limit> BYLEX [REV] [WITHSCORES] [BYSCORE]
  ZRANGESTORE <zset> <lexical> <lex-limit> <lex-limit> BYLEX [REV] [LIMIT <position> <amount>]
  ZLEXCOUNT <lexical> <lex-limit> <lex-limit>
  ZREMRANGEBYLEX <lexical> <lex-limit> <lex-limit>
  (ZUNION|ZINTER) (<zset>|<set>)# [WEIGHTS <weight>=] [AGGREGATE (SUM|MIN|MAX)] [WITHSCORES]
  0.3 (ZUNION|ZINTER) <amount> <zset>... [WEIGHTS <weight>...] [AGGREGATE <junk>] [WITHSCORES]
  ZDIFF (<zset>|<set>)# [WITHSCORES]
  2 (ZUNIONSTORE|ZINTERSTORE) <zset> (<zset>|<set>)# [WEIGHTS <weight>=] [AGGREGATE (SUM|MIN|MAX)]
  0.3 (ZUNIONSTORE|ZINTERSTORE|ZDIFFSTORE) <zset> <amount> <zset>... [WEIGHTS <weight>...] [WITHSCORES]
  ZDIFFSTORE <zset> (<zset>|<set>)#
  ZINTERCARD (<zset>|<set>)# [LIMIT <amount>]
  0.2 ZINTERCARD <amount> <zset>... [LIMIT <amount>] [<junk>]
  2 (ZPOPMIN|ZPOPMAX) <zset> [<amount>]
  2 ZMPOP <zset># (MIN|MAX) [COUNT <amount>]
  0.3 ZMPOP <amount> <zset>... (MIN|MAX|<junk>) [COUNT <amount>] [<junk>]
  ! 0.15 (BZPOPMIN|BZPOPMAX) <zset>... <timeout>
  ! 0.15 BZMPOP <timeout> <zset># (MIN|MAX) [COUNT <amount>]
  ! 0.2 (BZPOPMIN|BZPOPMAX) <zset>... <bad-timeout>
  ! 0.1 BZMPOP <bad-timeout> <amount> <zset>... (MIN|MAX|<junk>) [COUNT <amount>] [<junk>]
  0.3 MULTI ; (BZPOPMIN|BZPOPMAX) <zset>... 0 ; BZMPOP 0 <zset># (MIN|MAX) ; EXEC
  2 ZRANDMEMBER <zset> [<random-amount> [WITHSCORES]]
  0.2 ZRANDMEMBER <zset> <random-amount> <junk>
  2 ZSCAN <zset> 0 [MATCH <member-pattern>] [COUNT <step>]
  0.3 ZSCAN <zset> <cursor> [MATCH <member-pattern>] [COUNT <integer>] [<junk>]
  3 SADD <set> <member>...
  0.5 DEL <zset>
  TYPE <zset>
  2 OBJECT ENCODING <zset>
  0.3 SET <zset> <value>
  0.3 COPY <zset> <zset> [REPLACE]
  0.3 RENAME <zset> <zset>
  0.3 EXPIRE <zset> <seconds>
  0.05 FLUSHDB
`)
