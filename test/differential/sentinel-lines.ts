/*
 * What is sent to both sentinels, and what is to be told apart.
 */

/** In this order; later lines see what earlier ones did. */
export const sentinelLines = `
SENTINEL
SENTINEL nosuch
SENTINEL HELP x
SENTINEL SET m
SENTINEL SET m quorum
SENTINEL SET nosuch quorum 1
SENTINEL SET m nosuch 1
SENTINEL SET m quorum 0
SENTINEL SET m quorum -1
SENTINEL SET m quorum abc
SENTINEL SET m quorum 3 quorum 4
SENTINEL SET m quorum 3 parallel-syncs
SENTINEL SET m quorum 5 nosuch 1
SENTINEL SET m quorum 99999999999999999999
SENTINEL SET m QUORUM 2
SENTINEL SET m down-after-milliseconds 0
SENTINEL SET m down-after-milliseconds -5
SENTINEL SET m down-after-milliseconds 60000
SENTINEL SET m down-after-period 60000
SENTINEL SET m failover-timeout 0
SENTINEL SET m failover-timeout 1.5
SENTINEL SET m failover-timeout " 5"
SENTINEL SET m failover-timeout 180000
SENTINEL SET m parallel-syncs 0
SENTINEL SET m parallel-syncs 2
SENTINEL SET m notification-script /nosuch
SENTINEL SET m client-reconfig-script /nosuch
SENTINEL SET m auth-pass x
SENTINEL SET m auth-pass ""
SENTINEL SET m auth-user u
SENTINEL SET m auth-user ""
SENTINEL SET m rename-command CONFIG
SENTINEL SET m rename-command CONFIG CFG
SENTINEL SET m rename-command CONFIG CFG2
SENTINEL SET m rename-command CONFIG config
SENTINEL SET m rename-command "" x
SENTINEL SET m rename-command x ""
SENTINEL SET m master-reboot-down-after-period 0
SENTINEL SET m master-reboot-down-after-period 10
SENTINEL SET m master-reboot-down-after-period -1
SENTINEL SET m master-reboot-down-after-period x
SENTINEL CONFIG
SENTINEL CONFIG SET announce-ip 1.2.3.4
SENTINEL CONFIG SET announce-ip nohost.invalid
SENTINEL CONFIG SET announce-ip ""
SENTINEL CONFIG SET announce-port 0
SENTINEL CONFIG SET announce-port -1
SENTINEL CONFIG SET announce-port 65536
SENTINEL CONFIG SET announce-port abc
SENTINEL CONFIG SET nosuch 1
SENTINEL CONFIG SET resolve-hostnames maybe
SENTINEL CONFIG SET resolve-hostnames yes
SENTINEL CONFIG SET resolve-hostnames no
SENTINEL CONFIG SET sentinel-user a
SENTINEL CONFIG SET sentinel-pass b
SENTINEL CONFIG GET sentinel-*
SENTINEL CONFIG SET sentinel-user ""
SENTINEL CONFIG SET sentinel-pass ""
SENTINEL CONFIG GET nosuch
SENTINEL CONFIG GET ANNOUNCE-*
SENTINEL MONITOR m 127.0.0.1 17020 1
SENTINEL MONITOR x 127.0.0.1 0 1
SENTINEL MONITOR x2 127.0.0.1 -1 1
SENTINEL MONITOR x2 127.0.0.1 65536 1
SENTINEL MONITOR x2 127.0.0.1 abc 1
SENTINEL MONITOR x2 127.0.0.1 1 0
SENTINEL MONITOR x2 127.0.0.1 1 -1
SENTINEL MONITOR x2 127.0.0.1 1 abc
SENTINEL MONITOR x2 nohost.invalid 1 1
SENTINEL MONITOR x2 localhost 1 1
SENTINEL MONITOR m nohost.invalid 1 1
SENTINEL MONITOR m nohost abc abc
SENTINEL MONITOR "a b" 127.0.0.1 1 1
SENTINEL MONITOR "a,b" 127.0.0.1 1 1
SENTINEL MONITOR x2 127.0.0.1
SENTINEL MONITOR x2 ::1 1 1
SENTINEL REMOVE x2
SENTINEL REMOVE x
SENTINEL REMOVE nosuch
SENTINEL REMOVE
SENTINEL RESET nosuch*
SENTINEL RESET
SENTINEL RESET [mo]*
SENTINEL RESET M
SENTINEL CKQUORUM nosuch
SENTINEL CKQUORUM m
SENTINEL CKQUORUM other
SENTINEL CKQUORUM
SENTINEL INFO-CACHE
SENTINEL INFO-CACHE nosuch
SENTINEL INFO-CACHE m
SENTINEL INFO-CACHE other nosuch
SENTINEL INFO-CACHE m m
SENTINEL DEBUG
SENTINEL DEBUG nosuch 1
SENTINEL DEBUG info-period
SENTINEL DEBUG INFO-PERIOD 5000 info-period 6000
SENTINEL DEBUG info-period 0
SENTINEL DEBUG info-period abc
SENTINEL DEBUG info-period 10000 ping-period
SENTINEL DEBUG DEFAULT-DOWN-AFTER 100
SENTINEL DEBUG
SENTINEL SIMULATE-FAILURE
SENTINEL SIMULATE-FAILURE help
SENTINEL SIMULATE-FAILURE nosuch
SENTINEL SIMULATE-FAILURE crash-after-election nosuch
SENTINEL SIMULATE-FAILURE crash-after-election help
SENTINEL PENDING-SCRIPTS
SENTINEL PENDING-SCRIPTS x
SENTINEL IS-MASTER-DOWN-BY-ADDR
SENTINEL IS-MASTER-DOWN-BY-ADDR 1.1.1.1 1 1
SENTINEL IS-MASTER-DOWN-BY-ADDR 1.1.1.1 x 1 *
SENTINEL IS-MASTER-DOWN-BY-ADDR 1.1.1.1 1 x *
SENTINEL IS-MASTER-DOWN-BY-ADDR 1.1.1.1 1 1 *
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 17010 0 *
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 99999999999999999999 0 *
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 17010 3 abc
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 17010 3 def
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 17010 2 def
SENTINEL FAILOVER nosuch
SENTINEL FAILOVER m
SENTINEL FAILOVER m x
SENTINEL FAILOVER
SENTINEL MYID x
SENTINEL MASTERS x
SENTINEL MASTER
SENTINEL MASTER nosuch
SENTINEL REPLICAS nosuch
SENTINEL SLAVES nosuch
SENTINEL REPLICAS m
SENTINEL SENTINELS nosuch
SENTINEL SENTINELS m
SENTINEL GET-MASTER-ADDR-BY-NAME nosuch
SENTINEL GET-MASTER-ADDR-BY-NAME m
SENTINEL GET-MASTER-ADDR-BY-NAME
SENTINEL FLUSHCONFIG
SENTINEL FLUSHCONFIG x
SENTINEL CONFIG GET deny-scripts-reconfig
SENTINEL SET m QUORUM abc
SENTINEL SET m NOSUCH abc
SENTINEL SET m Rename-Command "" x
SENTINEL CONFIG SET ANNOUNCE-PORT abc
SENTINEL CONFIG SET NOSUCH abc
SENTINEL DEBUG NOSUCH 1
SENTINEL DEBUG INFO-PERIOD abc
SENTINEL SET m notification-script ""
SENTINEL SET m down-after-milliseconds 60000
SENTINEL SET m DOWN-AFTER-MILLISECONDS 60000
SENTINEL SET m Auth-Pass sec
SENTINEL SET m Auth-User sec
SENTINEL SET m rename-command Get Got
SENTINEL SET m rename-command Get Got2
SENTINEL SET m rename-command GET get
SENTINEL SET m auth-pass ""
SENTINEL SET m quorum 2 quorum 3
SENTINEL PENDING-SCRIPTS
SENTINEL GET-MASTER-ADDR-BY-NAME M
SENTINEL SET m quorum 03
SENTINEL SET m quorum +3
SENTINEL SET m quorum ""
SENTINEL SET m master-reboot-down-after-period 007
SENTINEL SET m failover-timeout 10 failover-timeout
SENTINEL SET m quorum 2 rename-command A
SENTINEL SET m client-reconfig-script ""
SENTINEL SET m toString 1
SENTINEL SET M quorum 1
SENTINEL SET "" quorum 1
SENTINEL CONFIG SET announce-port 05
SENTINEL CONFIG SET RESOLVE-HOSTNAMES YES
SENTINEL CONFIG SET resolve-hostnames No
SENTINEL CONFIG SET announce-hostnames 1
SENTINEL CONFIG GET [sr]*-*names
SENTINEL CONFIG GET ""
SENTINEL config GET ANNOUNCE-IP
SENTINEL MONITOR y 127.0.0.1 01 1
SENTINEL MONITOR y 127.0.0.1 1 01
SENTINEL MONITOR y "" 1 1
SENTINEL MONITOR y 127.0.0.1.5 1 1
SENTINEL MONITOR y 256.1.1.1 1 1
SENTINEL MONITOR y fe80::1 1 1
SENTINEL REMOVE y
SENTINEL REMOVE M
SENTINEL RESET m other
SENTINEL CKQUORUM m other
SENTINEL INFO-CACHE m nosuch
SENTINEL DEBUG tilt-period -1
SENTINEL DEBUG tilt-period 01
SENTINEL SIMULATE-FAILURE CRASH-AFTER-PROMOTION CRASH-AFTER-ELECTION
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 17010 03 *
SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 -1 3 *
SENTINEL IS-MASTER-DOWN-BY-ADDR "" 1 3 *
sentinel Masters extra
SENTINEL ""
`
  .trim()
  .split('\n')

export const commandLines = `
CLIENT NO-TOUCH on
CLIENT nosuch
CLIENT
CLIENT HELP x
CLIENT ID x
CLIENT GETNAME
CLIENT SETNAME a
CLIENT SETNAME "a b"
CLIENT NO-EVICT on
CLIENT UNPAUSE
CLIENT UNBLOCK 1
CLIENT KILL x
CLIENT KILL ID 99
CLIENT REPLY x
CLIENT INFO x
CLIENT CAPA redirect
CLIENT LIST TYPE nosuch
ACL
ACL WHOAMI
ACL WHOAMI x
ACL LIST
ACL USERS
ACL CAT
ACL CAT read
ACL CAT nosuch
ACL GETUSER default
ACL GETUSER nosuch
ACL LIST
ACL USERS
ACL nosuch
COMMAND nosuch
COMMAND HELP
COMMAND GETKEYS get a
COMMAND GETKEYS publish a b
COMMAND DOCS nosuch
CONFIG GET port
LATENCY HELP
MEMORY DOCTOR
DEBUG SLEEP 0
SLOWLOG GET
MODULE LIST
OBJECT HELP
MONITOR
TIME
DBSIZE
SELECT 0
ECHO x
WAIT 0 0
EVAL "return 1" 0
MULTI
EXEC
RESET
QUITX
GET a
INFO nosuch
PUBLISH a b
PUBLISH a
PUBSUB CHANNELS
PUBSUB HELP
PUBSUB nosuch
SPUBLISH a b
HELLO 9
HELLO x
HELLO 2 foo
AUTH x
AUTH a b
AUTH
PING
PING a
PING a b
ROLE x
SHUTDOWN foo
SHUTDOWN ABORT
SUBSCRIBE
UNSUBSCRIBE x
PUNSUBSCRIBE x
SSUBSCRIBE x
FAILOVER
REPLICAOF a b
SENTINELX
nosuch a b c
CLIENT NO-TOUCH
CLIENT NO-TOUCH maybe
CLIENT CAPA
CLIENT IMPORT-SOURCE on
ACL WHOAMI x
ACL USERS x
ACL CAT a b
SCRIPT HELP
FUNCTION LIST
CLUSTER INFO
XINFO HELP
CONFIG HELP
CONFIG nosuch
LATENCY
MEMORY
COMMAND LIST x
COMMAND INFO nosuch
COMMAND COUNT x
PING
SENTINEL|SET m
`
  .trim()
  .split('\n')

const ONLY = new Error(
  'ERR Only SENTINEL CONFIG GET <param> [<param> <param> ...] / SET <param> <value> [<param> <value> ...] are ' +
    'supported.',
)
const ARITY = new Error("ERR wrong number of arguments for 'sentinel|config' command")

/** Redis 7.2 takes several parameters and knows loglevel; Valkey has aliases. */
export const laterLines: [line: string, reply: unknown][] = [
  ['SENTINEL CONFIG GET', ARITY],
  ['SENTINEL CONFIG SET', ARITY],
  ['SENTINEL CONFIG FOO x', ONLY],
  ['SENTINEL CONFIG FOO x y', ONLY],
  ['SENTINEL CONFIG SET announce-ip', ONLY],
  [
    'SENTINEL CONFIG SET announce-ip 1.1.1.1 announce-port',
    new Error("ERR Missing argument 'announce-port' value"),
  ],
  [
    'SENTINEL CONFIG SET announce-port 1 ANNOUNCE-PORT 2',
    new Error("ERR Duplicate argument 'ANNOUNCE-PORT' to SENTINEL CONFIG SET"),
  ],
  [
    'SENTINEL CONFIG SET announce-port 7 resolve-hostnames maybe',
    new Error("ERR Invalid value 'maybe' to SENTINEL CONFIG SET 'resolve-hostnames'"),
  ],
  [
    'SENTINEL CONFIG SET announce-port 7 nosuch 1',
    new Error("ERR Invalid argument 'nosuch' to SENTINEL CONFIG SET"),
  ],
  ['SENTINEL CONFIG GET announce-port', ['announce-port', '0']],
  ['SENTINEL CONFIG SET announce-port 8 loglevel notice', 'OK'],
  [
    'SENTINEL CONFIG SET loglevel nosuch',
    new Error("ERR Invalid value 'nosuch' to SENTINEL CONFIG SET 'loglevel'"),
  ],
  ['SENTINEL CONFIG GET loglevel announce-port', ['loglevel', 'notice', 'announce-port', '8']],
  ['SENTINEL CONFIG GET l* *-port loglevel L*', ['loglevel', 'notice', 'announce-port', '8']],
  ['SENTINEL SET m primary-reboot-down-after-period 10', 'OK'],
  [
    'SENTINEL SET m primary-reboot-down-after-period x',
    new Error("ERR Invalid argument 'x' for SENTINEL SET 'primary-reboot-down-after-period'"),
  ],
  ['SENTINEL GET-PRIMARY-ADDR-BY-NAME nosuch', null],
  ['SENTINEL GET-PRIMARY-ADDR-BY-NAME m', ['127.0.0.1', '17010']],
  ['SENTINEL PRIMARY nosuch', new Error('ERR No such master with that name')],
  ['SENTINEL IS-PRIMARY-DOWN-BY-ADDR 1.1.1.1 1 1 *', [0, '*', 0]],
]

/** Commands of a redis-sentinel that would need more users than `default`, of which a sentinel of ours has none. */
export const withoutUsers = ['deluser', 'dryrun', 'genpass', 'load', 'log', 'save', 'setuser'].map(
  name => `acl|${name}`,
)

/** Commands of 7.2 and of Valkey, and QUIT, which Redis 7.0 knows without having it in its table. */
export const ourCommands = [
  'client|setinfo',
  'quit',
  'sentinel|get-primary-addr-by-name',
  'sentinel|is-primary-down-by-addr',
  'sentinel|primaries',
  'sentinel|primary',
]
