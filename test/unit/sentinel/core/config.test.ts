import { describe, expect, test } from 'vitest'
import { configLines } from '../../../../sentinel/core/config-lines.ts'
import { load, MYID, PEER } from './harness.ts'

const FULL = [
  `sentinel myid ${MYID}`,
  'sentinel deny-scripts-reconfig no',
  'sentinel resolve-hostnames yes',
  'sentinel announce-hostnames yes',
  'sentinel monitor m 10.0.0.1 6379 2',
  'sentinel down-after-milliseconds m 1000',
  'sentinel failover-timeout m 60000',
  'sentinel parallel-syncs m 3',
  'sentinel notification-script m /bin/notify',
  'sentinel client-reconfig-script m /bin/reconf',
  'sentinel auth-pass m secret',
  'sentinel auth-user m worker',
  'sentinel master-reboot-down-after-period m 500',
  'sentinel refused-after-milliseconds m 200',
  'sentinel reboot-guard m no',
  'sentinel config-epoch m 4',
  'sentinel leader-epoch m 5',
  'sentinel known-replica m 10.0.0.2 6379',
  `sentinel known-sentinel m 10.0.2.2 26379 ${PEER}`,
  'sentinel rename-command m config guess',
  'sentinel current-epoch 6',
  'sentinel announce-ip 10.1.1.1',
  'sentinel announce-port 26380',
  'sentinel sentinel-user peer',
  'sentinel sentinel-pass word',
]

describe('the file', () => {
  test('round trips with every directive', () => {
    const [state, error] = load(FULL, true)
    expect(error).toBeNull()
    expect(configLines(state)).toEqual(FULL)
  })

  test('leaves defaults out', () => {
    const [state] = load(['sentinel monitor m 10.0.0.1 6379 2'])
    expect(configLines(state)).toEqual([
      `sentinel myid ${MYID}`,
      'sentinel monitor m 10.0.0.1 6379 2',
      'sentinel config-epoch m 0',
      'sentinel leader-epoch m 0',
      'sentinel current-epoch 0',
    ])
  })

  test('may name masters before their monitor line', () => {
    const [state, error] = load(['sentinel parallel-syncs m 2', 'sentinel monitor m 10.0.0.1 6379 1'])
    expect(error).toBeNull()
    expect(state.masters.get('m')!.parallelSyncs).toBe(2)
  })

  test('knows no epoch smaller than one it took part in', () => {
    const [state] = load(['sentinel monitor m 10.0.0.1 6379 1', 'sentinel leader-epoch m 9'])
    expect(state.currentEpoch).toBe(9)
  })

  test('quotes what needs it', () => {
    const [state] = load(['sentinel monitor m 10.0.0.1 6379 1'])
    state.masters.get('m')!.authPass = 'a "b" \\ c\n'
    expect(configLines(state)).toContain('sentinel auth-pass m "a \\"b\\" \\\\ c\\x0a"')
  })

  test('names the promoted replica as primary while a failover is under way', () => {
    const [state] = load(['sentinel monitor m 10.0.0.1 6379 1', 'sentinel known-replica m 10.0.0.2 6379'])
    const master = state.masters.get('m')!
    master.promoted = master.replicas.get('10.0.0.2:6379')!
    master.failoverState = 'reconf_slaves'
    const lines = configLines(state)
    expect(lines).toContain('sentinel monitor m 10.0.0.2 6379 1')
    expect(lines).toContain('sentinel known-replica m 10.0.0.1 6379')
  })
})

describe('errors are Redis’s', () => {
  test.each([
    ['sentinel monitor a 127.0.0.1 7300 0', 'Quorum must be 1 or greater.'],
    ['sentinel monitor a 127.0.0.1 70000 1', 'Invalid port number.'],
    ['sentinel monitor a nowhere 7000 1', "Can't resolve instance hostname."],
    ['sentinel monitor a', 'Unrecognized sentinel configuration statement.'],
    ['sentinel foo', 'Unrecognized sentinel configuration statement.'],
    ['sentinel toString x y', 'Unrecognized sentinel configuration statement.'],
    ['sentinel myid abc', 'Malformed Sentinel id in myid option.'],
    ['sentinel down-after-milliseconds nosuch 1', 'No such master with specified name.'],
    ['sentinel down-after-milliseconds m 0', 'negative or zero time parameter.'],
    ['sentinel failover-timeout m x', 'negative or zero time parameter.'],
    ['sentinel notification-script m /no', 'Notification script seems non existing or non executable.'],
    [
      'sentinel client-reconfig-script m /no',
      'Client reconfiguration script seems non existing or non executable.',
    ],
    ['sentinel resolve-hostnames x', 'Please specify yes or no for the resolve-hostnames option.'],
    ['sentinel announce-hostnames x', 'Please specify yes or no for the announce-hostnames option.'],
    ['sentinel deny-scripts-reconfig x', 'Please specify yes or no for the deny-scripts-reconfig options.'],
    ['sentinel auth-pass m', 'Unrecognized sentinel configuration statement.'],
    ['sentinel master-reboot-down-after-period m -1', 'negative time parameter.'],
    ['sentinel known-replica m 1.2.3.4 99999', 'Invalid port number.'],
  ])('%s', (line, reason) => {
    const [, error] = load(['sentinel monitor m 10.0.0.1 6379 1', line])
    expect(error).toEqual({ line: 2, text: line, reason })
  })

  test.each([
    [
      ['sentinel rename-command m b c', 'sentinel rename-command m b d'],
      'Same command renamed multiple times with rename-command.',
    ],
    [
      [`sentinel known-sentinel m 1.2.3.4 80 ${PEER}`, `sentinel known-sentinel m 1.2.3.5 80 ${PEER}`],
      'Duplicate runid for sentinel.',
    ],
    [
      ['sentinel known-replica m 1.2.3.4 5', 'sentinel known-slave m 1.2.3.4 5'],
      'Duplicate hostname and port for replica.',
    ],
    [['sentinel parallel-syncs m 1', 'sentinel monitor m 10.0.0.1 6379 1'], 'Duplicate master name.'],
  ])('%j', (lines, reason) => {
    const [, error] = load(['sentinel monitor m 10.0.0.1 6379 1', ...lines])
    expect(error).toEqual({ line: 3, text: lines[1], reason })
  })
})
