/*
 * SENTINEL SET, SENTINEL CONFIG SET and SENTINEL DEBUG: tables of options, each with its check and its
 * effect. As in Redis, options before a wrong one stay changed.
 */

import type { Step } from './context.ts'
import { closeLinks } from './links.ts'
import { canonicalName } from './names-of-settings.ts'
import { allInstances } from './state.ts'
import { greetAtOnce } from './switch.ts'
import type { Answer, Master, Periods, SentinelState } from './types.ts'

export const OK: Answer = { status: 'OK' }
const SCRIPTS_DENIED: Answer = {
  error:
    'ERR Reconfiguration of scripts path is denied for security reasons. Check the deny-scripts-reconfig ' +
    'configuration directive in your Sentinel configuration',
}

/** A positive whole number, or null. */
function positive(text: string): number | null {
  const number = wholeNumber(text)
  return number === null || number === 0 ? null : number
}

/** A whole number as Redis reads one, without sign or leading zeros, or null. */
function wholeNumber(text: string): number | null {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null
}

function yesNo(text: string): boolean | null {
  const word = text.toLowerCase()
  return word === 'yes' ? true : word === 'no' ? false : null
}

/** Applies one option; false: the value is wrong; an Answer: refused for another reason. */
type MasterOption = (step: Step, master: Master, value: string) => boolean | Answer

function numberOption(field: 'downAfter' | 'failoverTimeout' | 'parallelSyncs' | 'quorum'): MasterOption {
  return (_step, master, value) => {
    const number = positive(value)
    if (number === null) return false
    master[field] = number
    return true
  }
}

function scriptOption(field: 'notificationScript' | 'clientReconfigScript', what: string): MasterOption {
  return (step, master, value) => {
    if (step.state.denyScriptsReconfig) return SCRIPTS_DENIED
    if (value !== '' && !step.state.environment.canExecute(value)) {
      return { error: `ERR ${what} script seems non existing or non executable` }
    }
    master[field] = value === '' ? null : value
    return true
  }
}

function periodOption(field: 'masterRebootDownAfterPeriod' | 'refusedAfter'): MasterOption {
  return (_step, master, value) => {
    const number = wholeNumber(value)
    if (number === null) return false
    master[field] = number
    return true
  }
}

function credentialOption(field: 'authPass' | 'authUser'): MasterOption {
  return (step, master, value) => {
    master[field] = value === '' ? null : value
    for (const inst of allInstances(master)) if (inst.kind !== 'sentinel') closeLinks(step, master, inst)
    return true
  }
}

const MASTER_OPTIONS: Readonly<Record<string, MasterOption>> = {
  'down-after-milliseconds': numberOption('downAfter'),
  'failover-timeout': numberOption('failoverTimeout'),
  'parallel-syncs': numberOption('parallelSyncs'),
  quorum: numberOption('quorum'),
  'notification-script': scriptOption('notificationScript', 'Notification'),
  'client-reconfig-script': scriptOption('clientReconfigScript', 'Client reconfiguration'),
  'auth-pass': credentialOption('authPass'),
  'auth-user': credentialOption('authUser'),
  'master-reboot-down-after-period': periodOption('masterRebootDownAfterPeriod'),
  'refused-after-milliseconds': periodOption('refusedAfter'),
  'reboot-guard': (_step, master, value) => {
    const flag = yesNo(value)
    if (flag !== null) master.rebootGuard = flag
    return flag !== null
  },
}

export function setMaster(step: Step, args: readonly string[]): Answer {
  const master = step.state.masters.get(args[0]!)
  if (master === undefined) return { error: 'ERR No such master with that name' }
  let problem: Answer | null = null
  for (let at = 1; at < args.length && problem === null; ) {
    const taken = setOne(step, master, args, at)
    if (typeof taken === 'number') at += taken
    else problem = taken
  }
  return problem ?? OK
}

/** How many arguments the option took, or what was wrong. */
function setOne(step: Step, master: Master, args: readonly string[], at: number): number | Answer {
  const given = args[at]!
  const option = canonicalName(given)
  const left = args.length - at - 1
  if (option === 'rename-command' && left >= 2) return rename(step, master, args, at)
  const apply = Object.hasOwn(MASTER_OPTIONS, option) ? MASTER_OPTIONS[option] : undefined
  if (apply === undefined || left < 1) {
    return { error: `ERR Unknown option or number of arguments for SENTINEL SET '${given}'` }
  }
  const value = args[at + 1]!
  const done = apply(step, master, value)
  if (done === false) return wrongValue(value, given)
  if (done !== true) return done
  step.persist()
  step.event(
    'warning',
    '+set',
    master,
    master.primary,
    `${given} ${option === 'auth-pass' ? '******' : value}`,
  )
  return 2
}

function rename(step: Step, master: Master, args: readonly string[], at: number): number | Answer {
  const [given, from, to] = args.slice(at) as [string, string, string]
  if (from === '' || to === '') return wrongValue('', given)
  if (from.toLowerCase() === to.toLowerCase()) master.renamedCommands.delete(from.toLowerCase())
  else master.renamedCommands.set(from.toLowerCase(), to)
  step.persist()
  step.event('warning', '+set', master, master.primary, `${given} ${from} ${to}`)
  return 3
}

function wrongValue(value: string, option: string): Answer {
  return { error: `ERR Invalid argument '${value}' for SENTINEL SET '${option}'` }
}

/** A global parameter: which values it takes, and what they do. */
interface GlobalOption {
  readonly fits: (value: string) => boolean
  readonly apply: (step: Step, value: string) => void
}

function flagOption(field: 'resolveHostnames' | 'announceHostnames'): GlobalOption {
  return {
    fits: value => yesNo(value) !== null,
    apply: (step, value) => {
      step.state[field] = yesNo(value) === true
    },
  }
}

function textOption(field: 'announceIp' | 'sentinelUser' | 'sentinelPass'): GlobalOption {
  return {
    fits: () => true,
    apply: (step, value) => {
      step.state[field] = value
      if (field !== 'announceIp') reconnectSentinels(step)
    },
  }
}

function reconnectSentinels(step: Step): void {
  for (const master of step.state.masters.values()) {
    for (const peer of master.sentinels.values()) closeLinks(step, master, peer)
  }
}

const LOG_LEVELS = ['debug', 'verbose', 'notice', 'warning', 'nothing'] as const

const GLOBAL_OPTIONS: Readonly<Record<string, GlobalOption>> = {
  'resolve-hostnames': flagOption('resolveHostnames'),
  'announce-hostnames': flagOption('announceHostnames'),
  'announce-ip': textOption('announceIp'),
  'sentinel-user': textOption('sentinelUser'),
  'sentinel-pass': textOption('sentinelPass'),
  'announce-port': {
    fits: value => (wholeNumber(value) ?? PORT_MAX + 1) <= PORT_MAX,
    apply: (step, value) => {
      step.state.announcePort = Number(value)
    },
  },
  loglevel: {
    fits: value => logLevel(value) !== undefined,
    apply: (step, value) => {
      const level = logLevel(value)!
      step.state.logLevel = level
      step.do({ type: 'setLogLevel', level })
    },
  },
}

const PORT_MAX = 65_535

function logLevel(text: string): (typeof LOG_LEVELS)[number] | undefined {
  return LOG_LEVELS.find(each => each === text.toLowerCase())
}

/** SENTINEL CONFIG SET; as in Redis 7.2 several at once, of which a wrong one keeps all as they were. */
export function configSet(step: Step, args: readonly string[]): Answer {
  const seen = new Set<string>()
  for (let at = 0; at < args.length; at += 2) {
    const given = args[at]!
    const option = given.toLowerCase()
    if (!Object.hasOwn(GLOBAL_OPTIONS, option)) {
      return { error: `ERR Invalid argument '${given}' to SENTINEL CONFIG SET` }
    }
    if (seen.has(option)) return { error: `ERR Duplicate argument '${given}' to SENTINEL CONFIG SET` }
    seen.add(option)
    const value = args[at + 1]
    if (value === undefined) return { error: `ERR Missing argument '${given}' value` }
    if (!GLOBAL_OPTIONS[option]!.fits(value)) {
      return { error: `ERR Invalid value '${value}' to SENTINEL CONFIG SET '${given}'` }
    }
  }
  for (let at = 0; at < args.length; at += 2) {
    GLOBAL_OPTIONS[args[at]!.toLowerCase()]!.apply(step, args[at + 1]!)
  }
  step.persist()
  for (const master of step.state.masters.values()) greetAtOnce(master)
  return OK
}

/** SENTINEL DEBUG's names, in Redis's order. */
export const DEBUG_PERIODS: readonly (readonly [string, keyof Periods])[] = [
  ['info-period', 'info'],
  ['ping-period', 'ping'],
  ['ask-period', 'ask'],
  ['publish-period', 'publish'],
  ['default-down-after', 'defaultDownAfter'],
  ['default-failover-timeout', 'defaultFailoverTimeout'],
  ['tilt-trigger', 'tiltTrigger'],
  ['tilt-period', 'tiltPeriod'],
  ['slave-reconf-timeout', 'slaveReconfTimeout'],
  ['min-link-reconnect-period', 'minLinkReconnectPeriod'],
  ['election-timeout', 'electionTimeout'],
  ['script-max-runtime', 'scriptMaxRuntime'],
  ['script-retry-delay', 'scriptRetryDelay'],
]

export function debugSet(step: Step, args: readonly string[]): Answer {
  for (let at = 0; at < args.length; at += 2) {
    const name = args[at]!
    const known = DEBUG_PERIODS.find(([option]) => option === name.toLowerCase())
    if (known === undefined || at + 1 >= args.length) {
      return { error: `ERR Unknown option or number of arguments for SENTINEL DEBUG '${name}'` }
    }
    const value = positive(args[at + 1]!)
    if (value === null)
      return { error: `ERR Invalid argument '${args[at + 1]}' for SENTINEL DEBUG '${name}'` }
    step.state.periods[known[1]] = value
  }
  return OK
}

/** SENTINEL CONFIG GET's parameters and values, in Redis's order. */
export function globalParameters(state: SentinelState): [string, string][] {
  return [
    ['resolve-hostnames', state.resolveHostnames ? 'yes' : 'no'],
    ['announce-hostnames', state.announceHostnames ? 'yes' : 'no'],
    ['announce-ip', state.announceIp],
    ['announce-port', String(state.announcePort)],
    ['sentinel-user', state.sentinelUser],
    ['sentinel-pass', state.sentinelPass],
    ['loglevel', state.logLevel],
  ]
}
