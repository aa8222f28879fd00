import { describe, expect, test } from 'vitest'
import type { CoreCommand } from '../../../../sentinel/core/types.ts'
import { Core } from './harness.ts'

const OK = { status: 'OK' }

/** What a client is answered once the disk has written. */
function ask(core: Core, line: string): unknown {
  const [name, ...args] = line.split(' ') as [CoreCommand, ...string[]]
  core.command(name, ...args)
  const atOnce = core.answer()
  if (atOnce !== undefined) return atOnce
  core.write()
  return core.answer()
}

const DENIED =
  'ERR Reconfiguration of scripts path is denied for security reasons. Check the deny-scripts-reconfig ' +
  'configuration directive in your Sentinel configuration'

describe('errors are Redis’s', () => {
  test.each([
    ['monitor m 127.0.0.1 7300 2', 'ERR Duplicate master name.'],
    ['monitor m2 127.0.0.1 7300 0', 'ERR Quorum must be 1 or greater.'],
    ['monitor m2 127.0.0.1 99999 1', 'ERR Invalid port number.'],
    ['monitor m2 127.0.0.1 x 1', 'ERR Invalid port'],
    ['monitor m2 127.0.0.1 7300 x', 'ERR Invalid quorum'],
    ['monitor m2 nowhere 7300 1', 'ERR Invalid IP address or hostname specified'],
    ['remove nosuch', 'ERR No such master with that name'],
    ['failover nosuch', 'ERR No such master with that name'],
    ['failover m', 'NOGOODSLAVE No suitable replica to promote'],
    ['set nosuch quorum 1', 'ERR No such master with that name'],
    ['set m foo bar', "ERR Unknown option or number of arguments for SENTINEL SET 'foo'"],
    ['set m toString bar', "ERR Unknown option or number of arguments for SENTINEL SET 'toString'"],
    ['set m reboot-guard 1', "ERR Invalid argument '1' for SENTINEL SET 'reboot-guard'"],
    ['set m quorum x', "ERR Invalid argument 'x' for SENTINEL SET 'quorum'"],
    [
      'set m down-after-milliseconds 0',
      "ERR Invalid argument '0' for SENTINEL SET 'down-after-milliseconds'",
    ],
    ['set m rename-command a', "ERR Unknown option or number of arguments for SENTINEL SET 'rename-command'"],
    ['set m notification-script /x', DENIED],
    ['config-set foo bar', "ERR Invalid argument 'foo' to SENTINEL CONFIG SET"],
    ['config-set announce-port x', "ERR Invalid value 'x' to SENTINEL CONFIG SET 'announce-port'"],
    ['config-set a', "ERR Invalid argument 'a' to SENTINEL CONFIG SET"],
    ['config-set announce-ip', "ERR Missing argument 'announce-ip' value"],
    ['config-set announce-port 1 loglevel', "ERR Missing argument 'loglevel' value"],
    [
      'config-set announce-port 1 Announce-Port 2',
      "ERR Duplicate argument 'Announce-Port' to SENTINEL CONFIG SET",
    ],
    ['config-set announce-port 01', "ERR Invalid value '01' to SENTINEL CONFIG SET 'announce-port'"],
    ['config-set announce-port 1 loglevel x', "ERR Invalid value 'x' to SENTINEL CONFIG SET 'loglevel'"],
    ['debug foo 1', "ERR Unknown option or number of arguments for SENTINEL DEBUG 'foo'"],
    ['debug info-period x', "ERR Invalid argument 'x' for SENTINEL DEBUG 'info-period'"],
    ['debug info-period', "ERR Unknown option or number of arguments for SENTINEL DEBUG 'info-period'"],
    ['simulate-failure foo', 'ERR Unknown failure simulation specified'],
  ])('%s', (line, error) => {
    expect(ask(new Core(), line)).toEqual({ error })
  })
})

test('MONITOR and REMOVE come into force, are told of and written before +OK', () => {
  const core = new Core()
  core.command('monitor', 'm2', '127.0.0.1', '7300', '1')
  expect(core.answer()).toBeUndefined()
  core.write()
  expect(core.told()).toEqual(['+monitor master m2 127.0.0.1 7300 quorum 1'])
  expect(core.answer()).toEqual(OK)
  expect(ask(core, 'remove m2')).toEqual(OK)
  expect(core.told()).toEqual(['-monitor master m2 127.0.0.1 7300'])
  expect([...core.state.masters.keys()]).toEqual(['m'])
})

test('REMOVE closes all links of the master', () => {
  const core = new Core()
  const open = core.state.links.size
  core.command('remove', 'm')
  expect(core.actions.filter(action => action.type === 'closeLink')).toHaveLength(open)
  expect(core.state.links.size).toBe(0)
})

test('SET keeps the options before a wrong one, and hides passwords', () => {
  const core = new Core()
  expect(ask(core, 'set m auth-pass foo quorum x')).toEqual({
    error: "ERR Invalid argument 'x' for SENTINEL SET 'quorum'",
  })
  expect(core.told()).toEqual(['+set master m 10.0.0.1 6379 auth-pass ******'])
  expect(core.master.authPass).toBe('foo')
  expect(ask(core, 'set m down-after-milliseconds 500 rename-command config guess')).toEqual(OK)
  expect(core.master.downAfter).toBe(500)
  expect(core.master.renamedCommands.get('config')).toBe('guess')
})

test('RESET forgets replicas and sentinels of the masters that match', () => {
  const core = new Core()
  expect(ask(core, 'reset nosuch*')).toBe(0)
  expect(core.master.replicas.size).toBe(1)
  expect(ask(core, 'reset *')).toBe(1)
  expect(core.told()).toEqual(['+reset-master master m 10.0.0.1 6379'])
  expect([core.master.replicas.size, core.master.sentinels.size]).toEqual([0, 0])
})

test('CONFIG SET takes several parameters and sets none if one is unknown', () => {
  const core = new Core()
  expect(ask(core, 'config-set announce-ip 1.2.3.4 announce-port 7000 resolve-hostnames yes')).toEqual(OK)
  expect([core.state.announceIp, core.state.announcePort, core.state.resolveHostnames]).toEqual([
    '1.2.3.4',
    7000,
    true,
  ])
  ask(core, 'config-set announce-port 1 foo bar')
  expect(core.state.announcePort).toBe(7000)
  core.command('config-set', 'loglevel', 'debug')
  expect(core.actions).toContainEqual({ type: 'setLogLevel', level: 'debug' })
})

test('DEBUG changes periods', () => {
  const core = new Core()
  expect(ask(core, 'debug info-period 500 PING-PERIOD 100')).toEqual(OK)
  expect([core.state.periods.info, core.state.periods.ping]).toEqual([500, 100])
})

test('SIMULATE-FAILURE', () => {
  const core = new Core()
  expect(ask(core, 'simulate-failure help')).toEqual(['crash-after-election', 'crash-after-promotion'])
  expect(ask(core, 'simulate-failure crash-after-election')).toEqual(OK)
  expect(core.state.crashAfterElection).toBe(true)
})

describe('scripts', () => {
  test('run on warnings, with event and payload, and are retried when they ask for it', () => {
    const core = new Core(['sentinel notification-script m /bin/notify'])
    core.tick()
    const run = core.actions.find(action => action.type === 'runScript')
    expect(run).toMatchObject({ path: '/bin/notify', args: ['+monitor', 'master m 10.0.0.1 6379 quorum 2'] })
    const job = core.state.scripts[0]!.id
    core.event({ type: 'scriptExited', job, exitCode: 1, signal: 0 })
    core.tick(29_000)
    expect(core.actions.some(action => action.type === 'runScript' && action.job === job)).toBe(false)
    core.tick(2000)
    expect(core.actions.some(action => action.type === 'runScript' && action.job === job)).toBe(true)
    core.event({ type: 'scriptExited', job, exitCode: 2, signal: 0 })
    expect(core.told()).toContain('-script-error /bin/notify 0 2')
    expect(core.state.scripts.some(each => each.id === job)).toBe(false)
  })

  test('that run too long are killed', () => {
    const core = new Core(['sentinel notification-script m /bin/notify'])
    core.tick()
    const job = core.state.scripts[0]!.id
    core.event({ type: 'scriptStarted', job, pid: 77 })
    core.tick(61_000)
    expect(core.told()).toContain('-script-timeout /bin/notify 77')
    expect(core.actions).toContainEqual({ type: 'killScript', job })
  })
})
