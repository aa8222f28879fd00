/*
 * SENTINEL SET, SENTINEL CONFIG SET and SENTINEL DEBUG: tables of options, each with its check and its
 * effect. As in Redis, options before a wrong one stay changed.
 */

import type { Step } from './context.ts'
import { closeLinks } from './links.ts'
import { allInstances } from './state.ts'
import { greetAtOnce } from './switch.ts'
import type { Answer, Master, Periods, SentinelState } from './types.ts'

const OK: Answer = { status: 'OK' }
const SCRIPTS_DENIED: Answer = {
  error:
    'ERR Reconfiguration of scripts path is denied for security reasons. Check the deny-scripts-reconfig ' +
    'configuration directive in your Sentinel configuration',
}

/** A positive whole number, or null. */
function positive(text: string): number | null {
  return /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : null
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
    if (!/^\d{1,15}$/.test(value)) return false
    master[field] = Number(value)
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
  const option = given.toLowerCase()
  const left = args.length - at - 1
  if (option === 'rename-command' && left >= 2) return rename(step, master, args[at + 1]!, args[at + 2]!)
  const apply = Object.hasOwn(MASTER_OPTIONS, option) ? MASTER_OPTIONS[option] : undefined
  if (apply === undefined || left < 1) {
    return { error: `ERR Unknown option or number of arguments for SENTINEL SET '${given}'` }
  }
  const value = args[at + 1]!
  const done = apply(step, master, value)
  if (done === false) return wrongValue(value, option)
  if (done !== true) return done
  step.persist()
  step.event(
    'warning',
    '+set',
    master,
    master.primary,
    `${option} ${option === 'auth-pass' ? '******' : value}`,
  )
  return 2
}

function rename(step: Step, master: Master, from: string, to: string): number | Answer {
  if (from === '') return wrongValue(from, 'rename-command')
  if (to === '') return wrongValue(to, 'rename-command')
  if (from.toLowerCase() === to.toLowerCase()) master.renamedCommands.delete(from.toLowerCase())
  else master.renamedCommands.set(from.toLowerCase(), to)
  step.persist()
  step.event('warning', '+set', master, master.primary, `rename-command ${from} ${to}`)
  return 3
}

function wrongValue(value: string, option: string): Answer {
  return { error: `ERR Invalid argument '${value}' for SENTINEL SET '${option}'` }
}

/** Applies one global parameter; false: the value is wrong. */
type GlobalOption = (step: Step, value: string) => boolean

function flagOption(field: 'resolveHostnames' | 'announceHostnames'): GlobalOption {
  return (step, value) => {
    const flag = yesNo(value)
    if (flag !== null) step.state[field] = flag
    return flag !== null
  }
}

function textOption(field: 'announceIp' | 'sentinelUser' | 'sentinelPass'): GlobalOption {
  return (step, value) => {
    step.state[field] = value
    if (field !== 'announceIp') reconnectSentinels(step)
    return true
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
  'announce-port': (step, value) => {
    if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) return false
    step.state.announcePort = Number(value)
    return true
  },
  loglevel: (step, value) => {
    const level = LOG_LEVELS.find(each => each === value.toLowerCase())
    if (level === undefined) return false
    step.state.logLevel = level
    step.do({ type: 'setLogLevel', level })
    return true
  },
}

/** SENTINEL CONFIG SET; as in Redis 7.2 several at once, of which a wrong one stops the rest. */
export function configSet(step: Step, args: readonly string[]): Answer {
  if (args.length === 0 || args.length % 2 !== 0) {
    return { error: 'ERR Only SENTINEL CONFIG GET <option> / SET <option> <value> are supported.' }
  }
  for (let at = 0; at < args.length; at += 2) {
    const option = args[at]!.toLowerCase()
    if (!Object.hasOwn(GLOBAL_OPTIONS, option)) {
      return { error: `ERR Invalid argument '${args[at]}' to SENTINEL CONFIG SET` }
    }
  }
  for (let at = 0; at < args.length; at += 2) {
    const option = args[at]!.toLowerCase()
    const value = args[at + 1]!
    if (GLOBAL_OPTIONS[option]!(step, value)) continue
    return { error: `ERR Invalid value '${value}' to SENTINEL CONFIG SET '${args[at]}'` }
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
