/*
 * The `sentinel ...` directives of a configuration file -> state. They may stand in any order, so they are
 * read in three passes: those that matter before any master exists, the monitors, the rest. Texts of errors
 * are Redis's.
 */
import { canonicalName } from './names-of-settings.ts'
import { addMaster, addressKey, createInstance } from './state.ts'
import type { Master, SentinelState } from './types.ts'

/** One `sentinel` line: its words after `sentinel`, unquoted, and where and how it stood in the file. */
export interface Directive {
  readonly args: readonly string[]
  readonly line: number
  readonly text: string
}

export interface DirectiveError {
  readonly line: number
  readonly text: string
  readonly reason: string
}

/** null: understood; otherwise the reason why not. */
type Load = (state: SentinelState, args: readonly string[], now: number) => string | null
/** As Load, for a directive whose first argument names a master. */
type LoadMaster = (
  state: SentinelState,
  master: Master,
  values: readonly string[],
  now: number,
) => string | null

const UNRECOGNIZED = 'Unrecognized sentinel configuration statement.'
const NOT_POSITIVE = 'negative or zero time parameter.'
const BEFORE_MONITOR = new Set([
  'announce-ip',
  'announce-port',
  'deny-scripts-reconfig',
  'sentinel-user',
  'sentinel-pass',
  'current-epoch',
  'myid',
  'resolve-hostnames',
  'announce-hostnames',
])

/** Applies all directives; answers the first error, in the order of the passes, or null. */
export function loadDirectives(
  state: SentinelState,
  directives: readonly Directive[],
  now: number,
): DirectiveError | null {
  const passes = [directives.filter(d => passOf(d) === 0), directives.filter(d => passOf(d) === 1)]
  passes.push(directives.filter(d => passOf(d) === 2))
  for (const directive of passes.flat()) {
    const reason = loadOne(state, directive.args, now)
    if (reason !== null) return { line: directive.line, text: directive.text, reason }
  }
  return null
}

function passOf(directive: Directive): 0 | 1 | 2 {
  const name = directive.args[0]?.toLowerCase() ?? ''
  return BEFORE_MONITOR.has(name) ? 0 : name === 'monitor' ? 1 : 2
}

function loadOne(state: SentinelState, args: readonly string[], now: number): string | null {
  if (args.length === 0) return null
  const name = canonicalName(args[0]!)
  const values = args.slice(1)
  if (Object.hasOwn(GLOBALS, name)) {
    const [count, load] = GLOBALS[name]!
    return values.length === count ? load(state, values, now) : UNRECOGNIZED
  }
  if (!Object.hasOwn(PER_MASTER, name)) return UNRECOGNIZED
  const [counts, load] = PER_MASTER[name]!
  if (!counts.includes(values.length)) return UNRECOGNIZED
  const master = state.masters.get(values[0]!)
  if (master === undefined) return 'No such master with specified name.'
  return load(state, master, values.slice(1), now)
}

/** The leading number of a text as C's atoi sees it. */
function atoi(text: string): number {
  const found = /^\s*[-+]?\d{1,15}/.exec(text)
  return found === null ? 0 : Number(found[0])
}

function flag(
  field: 'denyScriptsReconfig' | 'resolveHostnames' | 'announceHostnames',
  complaint: string,
): Load {
  return (state, [value]) => {
    const word = value!.toLowerCase()
    if (word !== 'yes' && word !== 'no') return complaint
    state[field] = word === 'yes'
    return null
  }
}

function text(field: 'announceIp' | 'sentinelUser' | 'sentinelPass'): Load {
  return (state, [value]) => {
    state[field] = value!
    return null
  }
}

const GLOBALS: Readonly<Record<string, readonly [number, Load]>> = {
  monitor: [4, loadMonitor],
  myid: [1, loadMyid],
  'current-epoch': [
    1,
    (state, [value]) => {
      state.currentEpoch = Math.max(state.currentEpoch, atoi(value!))
      return null
    },
  ],
  'announce-ip': [1, text('announceIp')],
  'announce-port': [
    1,
    (state, [value]) => {
      state.announcePort = atoi(value!)
      return null
    },
  ],
  'sentinel-user': [1, text('sentinelUser')],
  'sentinel-pass': [1, text('sentinelPass')],
  'deny-scripts-reconfig': [
    1,
    flag('denyScriptsReconfig', 'Please specify yes or no for the deny-scripts-reconfig options.'),
  ],
  'resolve-hostnames': [
    1,
    flag('resolveHostnames', 'Please specify yes or no for the resolve-hostnames option.'),
  ],
  'announce-hostnames': [
    1,
    flag('announceHostnames', 'Please specify yes or no for the announce-hostnames option.'),
  ],
}

function loadMyid(state: SentinelState, [id]: readonly string[]): string | null {
  if (id!.length !== 40) return 'Malformed Sentinel id in myid option.'
  state.myid = id!
  return null
}

function loadMonitor(state: SentinelState, args: readonly string[], now: number): string | null {
  const [name, host, port, quorum] = args as [string, string, string, string]
  if (atoi(quorum) <= 0) return 'Quorum must be 1 or greater.'
  if (!state.environment.canResolve(host, state.resolveHostnames)) return "Can't resolve instance hostname."
  const added = addMaster(state, name, host, atoi(port), atoi(quorum), now)
  return typeof added === 'string' ? added : null
}

function positiveTime(field: 'downAfter' | 'failoverTimeout'): LoadMaster {
  return (_state, master, [value]) => {
    const ms = atoi(value!)
    if (ms <= 0) return NOT_POSITIVE
    master[field] = ms
    return null
  }
}

function time(field: 'masterRebootDownAfterPeriod' | 'refusedAfter'): LoadMaster {
  return (_state, master, [value]) => {
    const ms = atoi(value!)
    if (ms < 0) return 'negative time parameter.'
    master[field] = ms
    return null
  }
}

function script(field: 'notificationScript' | 'clientReconfigScript', what: string): LoadMaster {
  return (state, master, [path]) => {
    if (!state.environment.canExecute(path!)) return `${what} script seems non existing or non executable.`
    master[field] = path!
    return null
  }
}

function epoch(field: 'configEpoch' | 'leaderEpoch'): LoadMaster {
  return (state, master, [value]) => {
    master[field] = atoi(value!)
    // Our own epoch can never be behind one that we took part in.
    state.currentEpoch = Math.max(state.currentEpoch, master[field])
    return null
  }
}

const PER_MASTER: Readonly<Record<string, readonly [readonly number[], LoadMaster]>> = {
  'down-after-milliseconds': [[2], positiveTime('downAfter')],
  'failover-timeout': [[2], positiveTime('failoverTimeout')],
  'parallel-syncs': [
    [2],
    (_state, master, [value]) => {
      master.parallelSyncs = Math.max(1, atoi(value!))
      return null
    },
  ],
  'notification-script': [[2], script('notificationScript', 'Notification')],
  'client-reconfig-script': [[2], script('clientReconfigScript', 'Client reconfiguration')],
  'auth-pass': [
    [2],
    (_state, master, [value]) => {
      master.authPass = value!
      return null
    },
  ],
  'auth-user': [
    [2],
    (_state, master, [value]) => {
      master.authUser = value!
      return null
    },
  ],
  'master-reboot-down-after-period': [[2], time('masterRebootDownAfterPeriod')],
  'refused-after-milliseconds': [[2], time('refusedAfter')],
  'reboot-guard': [[2], loadRebootGuard],
  'config-epoch': [[2], epoch('configEpoch')],
  'leader-epoch': [[2], epoch('leaderEpoch')],
  'rename-command': [[3], loadRename],
  'known-replica': [[3], loadKnownReplica],
  'known-sentinel': [[3, 4], loadKnownSentinel],
}

function loadRebootGuard(_state: SentinelState, master: Master, [value]: readonly string[]): string | null {
  const word = value!.toLowerCase()
  if (word !== 'yes' && word !== 'no') return 'Please specify yes or no for the reboot-guard option.'
  master.rebootGuard = word === 'yes'
  return null
}

function loadRename(_state: SentinelState, master: Master, [from, to]: readonly string[]): string | null {
  const name = from!.toLowerCase()
  if (master.renamedCommands.has(name)) return 'Same command renamed multiple times with rename-command.'
  master.renamedCommands.set(name, to!)
  return null
}

function validPort(value: string): number | null {
  const port = atoi(value)
  return port >= 0 && port <= 65_535 ? port : null
}

function loadKnownReplica(
  _state: SentinelState,
  master: Master,
  values: readonly string[],
  now: number,
): string | null {
  const host = values[0]!
  const port = validPort(values[1]!)
  if (port === null) return 'Invalid port number.'
  const name = addressKey(host, port)
  if (master.replicas.has(name)) return 'Duplicate hostname and port for replica.'
  master.replicas.set(name, createInstance('slave', name, host, port, now))
  return null
}

/** Without a run id (very old files) nothing is learned: the peer will greet us. */
function loadKnownSentinel(
  state: SentinelState,
  master: Master,
  values: readonly string[],
  now: number,
): string | null {
  const host = values[0]!
  const port = validPort(values[1]!)
  const runId = values[2]
  if (port === null) return 'Invalid port number.'
  if (runId === undefined || runId === state.myid) return null
  if (master.sentinels.has(runId)) return 'Duplicate runid for sentinel.'
  const peer = createInstance('sentinel', runId, host, port, now)
  peer.runId = runId
  master.sentinels.set(runId, peer)
  return null
}
