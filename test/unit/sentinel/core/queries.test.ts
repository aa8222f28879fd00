import { describe, expect, test } from 'vitest'
import * as queries from '../../../../sentinel/core/queries.ts'
import { Core, PEER } from './harness.ts'

const names = (fields: string[]) => fields.filter((_, i) => i % 2 === 0)

// As a redis-sentinel 7.0.15 prints them.
const COMMON = ['name', 'ip', 'port', 'runid', 'flags', 'link-pending-commands', 'link-refcount']
const PINGS = ['last-ping-sent', 'last-ok-ping-reply', 'last-ping-reply']
const ROLES = ['info-refresh', 'role-reported', 'role-reported-time']

describe('fields', () => {
  test('of a master', () => {
    const { master, now, state } = new Core()
    expect(names(queries.fieldsOf(state, master, master.primary, now))).toEqual([
      ...COMMON,
      ...PINGS,
      'down-after-milliseconds',
      ...ROLES,
      'config-epoch',
      'num-slaves',
      'num-other-sentinels',
      'quorum',
      'failover-timeout',
      'parallel-syncs',
    ])
  })

  test('of a master that is down and failing over', () => {
    const { master, now, state } = new Core()
    master.primary.sdown = true
    master.odown = true
    master.failoverState = 'wait_start'
    const fields = queries.fieldsOf(state, master, master.primary, now)
    expect(names(fields).slice(7, 13)).toEqual(['failover-state', ...PINGS, 's-down-time', 'o-down-time'])
    expect(fields[9]).toBe('s_down,o_down,master,disconnected,failover_in_progress')
  })

  test('of a master whose primary came back without its data, or where that may be', () => {
    const { master, now, state } = new Core(['sentinel reboot-guard m no'])
    master.rebootBehindSince = now - 7
    const fields = queries.fieldsOf(state, master, master.primary, now)
    expect(fields.slice(-4)).toEqual(['reboot-guard', 'no', 'reboot-behind-time', '7'])
  })

  test('of a replica', () => {
    const { master, now, state } = new Core()
    const fields = queries.fieldsOf(state, master, master.replicas.get('10.0.0.2:6379')!, now)
    expect(names(fields)).toEqual([
      ...COMMON,
      ...PINGS,
      'down-after-milliseconds',
      ...ROLES,
      'master-link-down-time',
      'master-link-status',
      'master-host',
      'master-port',
      'slave-priority',
      'slave-repl-offset',
      'replica-announced',
    ])
  })

  test('of a sentinel', () => {
    const { master, now, state } = new Core()
    expect(names(queries.fieldsOf(state, master, master.sentinels.get(PEER)!, now))).toEqual([
      ...COMMON,
      ...PINGS,
      'down-after-milliseconds',
      'last-hello-message',
      'voted-leader',
      'voted-leader-epoch',
    ])
  })
})

test('unknown names', () => {
  const { state, now } = new Core()
  const error = { error: 'ERR No such master with that name' }
  expect(queries.master(state, 'nosuch', now)).toEqual(error)
  expect(queries.replicas(state, 'nosuch', now)).toEqual(error)
  expect(queries.sentinels(state, 'nosuch', now)).toEqual(error)
  expect(queries.ckquorum(state, 'nosuch')).toEqual(error)
  expect(queries.masterAddress(state, 'nosuch')).toBeNull()
  expect(queries.infoCache(state, ['nosuch'], now)).toEqual([])
})

test('the address is the promoted replica’s from reconf_slaves on', () => {
  const { state, master } = new Core()
  expect(queries.masterAddress(state, 'm')).toEqual(['10.0.0.1', '6379'])
  master.promoted = master.replicas.get('10.0.0.2:6379')!
  master.failoverState = 'wait_promotion'
  expect(queries.masterAddress(state, 'm')).toEqual(['10.0.0.1', '6379'])
  master.failoverState = 'reconf_slaves'
  expect(queries.masterAddress(state, 'm')).toEqual(['10.0.0.2', '6379'])
})

test('CKQUORUM in Redis’s words', () => {
  const { state, master } = new Core()
  expect(queries.ckquorum(state, 'm')).toEqual({
    status: 'OK 3 usable Sentinels. Quorum and failover authorization can be reached',
  })
  for (const peer of master.sentinels.values()) peer.sdown = true
  expect(queries.ckquorum(state, 'm')).toEqual({
    error:
      'NOQUORUM 1 usable Sentinels. ' +
      'Not enough available Sentinels to reach the specified quorum for this master. ' +
      'Not enough available Sentinels to reach the majority and authorize a failover',
  })
})

test('INFO', () => {
  const { state, master, now } = new Core()
  master.primary.sdown = true
  expect(queries.infoSection(state, now).split('\r\n')).toEqual([
    'sentinel_masters:1',
    'sentinel_tilt:0',
    'sentinel_tilt_since_seconds:-1',
    'sentinel_total_tilt:0',
    'sentinel_running_scripts:0',
    'sentinel_scripts_queue_length:0',
    'sentinel_simulate_failure_flags:0',
    'master0:name=m,status=sdown,address=10.0.0.1:6379,slaves=1,sentinels=3',
    '',
  ])
})

test('CONFIG GET by patterns, DEBUG’s parameters, ROLE', () => {
  const { state } = new Core()
  expect(queries.configGet(state, ['announce-*', 'LOGLEVEL'])).toEqual({
    fields: ['announce-hostnames', 'no', 'announce-ip', '', 'announce-port', '0', 'loglevel', 'notice'],
  })
  expect(queries.debugParameters(state)).toMatchObject({
    fields: expect.arrayContaining(['INFO-PERIOD', '10000']),
  })
  expect(queries.role(state)).toEqual(['sentinel', ['m']])
})
