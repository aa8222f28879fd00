/*
 * The syntax of connection commands and transactions, and of commands that do not exist, for generated
 * streams. HELLO with a name is never spoiled: 7.0 sets the name before it finds a mistake behind it, 7.2
 * does not. Nor is CLIENT TRACKING, of which Holdfast has only OFF.
 */
import { syntaxes } from '../streams/grammar.ts'

export const connectionSyntaxes = syntaxes(`
  2 PING [<text>]
  2 ECHO <value>
  2 SELECT <db>
  SET <key> <value>
  GET <key>
  ! 2 HELLO [2|3] [SETNAME <key>]
  0.5 HELLO (2|3|1|4|<junk>) [AUTH <text> <text>|AUTH default <text>|<junk>]
  AUTH <text> [<text>]
  AUTH default <text>
  0.5 RESET
  2 CLIENT SETNAME (<key>|<text>)
  2 CLIENT GETNAME
  CLIENT ID
  0.2 CLIENT (INFO|LIST)
  CLIENT LIST (TYPE (normal|master|replica|slave|pubsub|<junk>)|ID <integer>...|<junk>)
  CLIENT KILL \
    (<text>|ID 999999|ADDR 1.2.3.4:5|LADDR 1.2.3.4:5|USER nosuch|TYPE <junk>|SKIPME <junk>|ID <junk>)
  CLIENT NO-EVICT (ON|OFF|<junk>)
  CLIENT UNPAUSE
  CLIENT PAUSE (0|<junk>) [WRITE|ALL|<junk>]
  CLIENT REPLY <junk>
  0.3 CLIENT SETINFO (LIB-NAME|LIB-VER|<junk>) <text>
  0.3 CLIENT NO-TOUCH (ON|OFF|<junk>)
  CLIENT GETREDIR
  CLIENT TRACKINGINFO
  CLIENT UNBLOCK (<integer>|999999) [TIMEOUT|ERROR|<junk>]
  CLIENT CACHING (YES|NO|<junk>)
  ! CLIENT TRACKING OFF
  CLIENT <text> [<text>]
  WAIT 0 (0|<junk>)
  <text> [<text>...]
  nosuch <text>...
  CONFIG <text>
  DEBUG <text>
`)

export const transactionSyntaxes = syntaxes(`
  3 MULTI
  4 EXEC
  DISCARD
  WATCH <key>...
  UNWATCH
  4 SET <key> <value>
  SET <key> <value> EX <seconds>
  3 GET <key>
  2 INCR <key>
  2 APPEND <key> <text>
  2 DEL <key>
  MGET <key>...
  TTL <key>
  KEYS *
  RANDOMKEY
  SELECT <db>
  LCS <key> <key> IDX
  GETDEL <key>
  MSETNX (<key> <value>)...
  PING [<text>]
  0.3 nosuch <text>
  0.3 SET <key>
  0.3 HELLO [2|3]
  0.2 RESET
  0.3 FLUSHALL
  0.3 SWAPDB <db> <db>
  0.3 CLIENT GETNAME
`)
