/** SENTINEL HELP. */
import { command } from '../../../shared/command/command.ts'
import { replyHelp } from '../../../shared/command/help.ts'
import type { SentinelContext } from '../../engine/context.ts'

export const sentinelHelp = command<SentinelContext>({
  name: 'HELP',
  group: 'sentinel',
  since: '6.2.0',
  arity: 2,
  summary: 'Show helpful text about the different subcommands',
  complexity: 'O(1)',
  flags: ['loading', 'stale', 'only_sentinel'],
  run({ reply }) {
    replyHelp(reply, 'SENTINEL', LINES)
  },
})

const LINES = `
CKQUORUM <master-name>
    Tell whether enough sentinels answer to agree on a failure of the master and
    to authorize a failover.
CONFIG SET <param> <value> [<param> <value> ...]
    Change global parameters of this sentinel.
CONFIG GET <param> [<param> ...]
    Show global parameters of this sentinel; patterns are allowed.
DEBUG [<param> <value> ...]
    Show the periods of this sentinel in milliseconds, or change some.
GET-MASTER-ADDR-BY-NAME <master-name>
    Tell the ip and port of the master's current primary.
FAILOVER <master-name>
    Fail over to a replica now, without asking the other sentinels.
FLUSHCONFIG
    Write the configuration file with the current state.
INFO-CACHE <master-name> [<master-name> ...]
    Show the last INFO of the primary and of each replica.
IS-MASTER-DOWN-BY-ADDR <ip> <port> <current-epoch> <runid>
    Tell whether this sentinel holds the primary at that address to be down, and
    vote for a leader.
MASTER <master-name>
    Show one master.
MASTERS
    Show all masters.
MONITOR <name> <ip> <port> <quorum>
    Watch a new master.
MYID
    Tell the ID of this sentinel.
PENDING-SCRIPTS
    Show scripts that run or wait.
REMOVE <master-name>
    Watch a master no longer.
REPLICAS <master-name>
    Show the replicas of a master.
RESET <pattern>
    Forget replicas and sentinels of the masters whose name matches, and find them
    anew.
SENTINELS <master-name>
    Show the other sentinels of a master.
SET <master-name> <option> <value> [<option> <value> ...]
    Change settings of a master.
SIMULATE-FAILURE [CRASH-AFTER-ELECTION] [CRASH-AFTER-PROMOTION] [HELP]
    Crash at that moment of the next failover.
`
  .trim()
  .split('\n')
