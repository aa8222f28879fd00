import { describe, expect, it } from 'vitest'
import { createServerConfig } from '../../../server/config/server-config.ts'
import { loaded, refusal } from './fixture.ts'

const failed = (name: string, reason: string) =>
  `ERR CONFIG SET failed (possibly related to argument '${name}') - ${reason}`

describe('load', () => {
  it('keeps values of any bytes', () => {
    const store = loaded('requirepass "\\x00\\xff\\n"\nmasterauth \xc3\xa9')
    expect(store.text('requirepass')).toBe('\x00\xff\n')
    expect(store.text('masterauth')).toBe('\xc3\xa9')
    expect(store.path('masterauth')).toBe('é')
  })

  it('adds up save lines, also after an include', () => {
    const text = 'save 1 1\ninclude other\nsave 3 3'
    expect(loaded(text, { other: 'save 2 2' }).list('save')).toEqual(['1', '1', '2', '2', '3', '3'])
    expect(loaded('save 1 1\nsave ""\nsave 2 2').text('save')).toBe('2 2')
    expect(loaded('').text('save')).toBe('3600 1 300 100 60 10000')
  })

  it('collects users and renamed commands, and lets their owners refuse', () => {
    const { store } = createServerConfig()
    store.onRead('user', args => (args[0] === 'bad' ? "Error in user declaration 'bad': Syntax error" : null))
    loaded('user a on\nrename-command GET ""\nuser b', {}, store)
    expect(store.fileLines('user')).toEqual([['a', 'on'], ['b']])
    expect(store.fileLines('rename-command')).toEqual([['GET', '']])
    expect(refusal(() => loaded('user bad', {}, store))).toContain(
      "user bad'\nError in user declaration 'bad'",
    )
  })

  it('lets the world refuse a value at its line, or replace it', () => {
    const { store } = createServerConfig()
    store.onRead('dir', ([dir]) => {
      if (dir === '/none') return 'No such file or directory'
      store.put('dir', [`/root/${dir}`])
      return null
    })
    expect(loaded('dir a', {}, store).text('dir')).toBe('/root/a')
    expect(refusal(() => loaded('\ndir /none', {}, store))).toBe(
      '\n*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\n' +
        "Reading the configuration file, at line 2\n>>> 'dir /none'\nNo such file or directory\n",
    )
  })

  it('reports faults of the whole without a line, and unreadable files in one sentence', () => {
    expect(refusal(() => loaded('cluster-enabled yes\nreplicaof a 1'))).toBe(
      '\n*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\nreplicaof directive not allowed in cluster mode\n',
    )
    expect(refusal(() => loaded('include /x'))).toBe(
      "Fatal error, can't open config file '/x': No such file or directory\n",
    )
  })

  it.each([
    ['loadmodule /x.so', 'Modules are not supported: Holdfast cannot run native code built for Redis'],
    ['x.y 1', 'Module Configuration detected without loadmodule directive or no ApplyConfig call: aborting'],
    ['sentinel', 'sentinel directive while not in sentinel mode'],
    ['vm-enabled no', 'Bad directive or wrong number of arguments'],
  ])('%s is refused', (line, reason) => {
    expect(refusal(() => loaded(line))).toContain(`>>> '${line}'\n${reason}\n`)
  })

  it('names directives without effect only when they were given', () => {
    expect(loaded('port 1').ignoredInUse()).toEqual([])
    const ignored = loaded('activedefrag yes\nio-threads 4\navailability-zone z').ignoredInUse()
    expect(ignored.map(({ name }) => name)).toEqual(['activedefrag', 'availability-zone', 'io-threads'])
  })

  it("takes Valkey's names", () => {
    const store = loaded(
      'primaryauth x\nprimaryuser y\nserver-cpulist 0\ncommandlog-slow-execution-max-len 5',
    )
    expect(store.get(['masterauth', 'masteruser', 'server_cpulist', 'slowlog-max-len'])).toEqual([
      ['masterauth', 'x'],
      ['masteruser', 'y'],
      ['server_cpulist', '0'],
      ['slowlog-max-len', '5'],
    ])
    expect(loaded('log-format legacy').text('log-format')).toBe('redis')
  })
})

describe('set', () => {
  it('applies what changed, each applier once, with new and old value', () => {
    const store = loaded('')
    const calls: string[][] = []
    store.onChange(['hz', 'timeout', 'port'], (...call) => {
      calls.push(call)
      return null
    })
    expect(
      store.set([
        ['TIMEOUT', '5'],
        ['hz', '10'],
        ['port', '1'],
      ]),
    ).toBeNull()
    expect(calls).toEqual([['5', '0', 'timeout']])
  })

  it('undoes everything when a value is refused', () => {
    const store = loaded('')
    expect(
      store.set([
        ['timeout', '5'],
        ['save', '1 1'],
        ['hz', 'x'],
      ]),
    ).toBe(failed('hz', "argument couldn't be parsed into an integer"))
    expect(store.get(['timeout', 'save'])).toEqual([
      ['timeout', '0'],
      ['save', '3600 1 300 100 60 10000'],
    ])
  })

  it('undoes and applies the old values again when an applier refuses', () => {
    const { store, settings } = createServerConfig()
    const ports: string[] = []
    store.onChange('timeout', value => {
      ports.push(`timeout ${value} ${settings.timeoutSeconds}`)
      return null
    })
    store.onChange('port', value => {
      ports.push(`port ${value}`)
      return value === '1' ? 'Unable to listen on this port. Check server logs.' : null
    })
    expect(
      store.set([
        ['timeout', '5'],
        ['port', '1'],
        ['hz', '1'],
      ]),
    ).toBe(failed('port', 'Unable to listen on this port. Check server logs.'))
    expect(ports).toEqual(['timeout 5 5', 'port 1', 'timeout 0 0', 'port 6379'])
    expect(store.number('hz')).toBe(10)
  })

  it('guards protected directives', () => {
    const protectedFrom = (mode: string, local: boolean) =>
      loaded(`enable-protected-configs ${mode}`).set([['dbfilename', 'x']], { local, loading: false })
    expect(protectedFrom('no', true)).toBe(failed('dbfilename', "can't set protected config"))
    expect(protectedFrom('local', false)).toBe(failed('dbfilename', "can't set protected config"))
    expect(protectedFrom('local', true)).toBeNull()
    expect(protectedFrom('yes', false)).toBeNull()
  })

  it('denies some directives while loading', () => {
    const who = { local: true, loading: true }
    expect(loaded('').set([['appendonly', 'yes']], who)).toBe(
      'LOADING Redis is loading the dataset in memory',
    )
    expect(loaded('').set([['timeout', '1']], who)).toBeNull()
  })

  it('keeps n beside A in notify-keyspace-events, and takes what only some builds of Redis take', () => {
    const store = loaded('')
    expect(
      store.set([
        ['notify-keyspace-events', 'AKn'],
        ['activedefrag', 'yes'],
        ['loglevel', 'nothing'],
      ]),
    ).toBeNull()
    expect(store.text('notify-keyspace-events')).toBe('AKn')
  })

  it('knows which values are secret', () => {
    const store = loaded('')
    expect(['requirepass', 'PrimaryAuth', 'port', 'nosuch'].map(name => store.isSensitive(name))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('typed values', () => {
  it('reads numbers in their units', () => {
    const store = loaded(
      'maxmemory 1gb\nmaxmemory-clients 5%\nunixsocketperm 700\nslowlog-log-slower-than -1',
    )
    const names = ['maxmemory', 'maxmemory-clients', 'unixsocketperm', 'slowlog-log-slower-than']
    expect(names.map(name => store.number(name))).toEqual([2 ** 30, -5, 0o700, -1])
    expect(() => store.number('no-such-directive')).toThrow('invariant broken')
  })

  it('keeps the settings current', () => {
    const { store, settings } = createServerConfig()
    expect(settings.replicaLimit).toEqual({ hardBytes: 268435456, softBytes: 67108864, softSeconds: 60 })
    loaded('maxmemory 100mb\nreplica-read-only no', {}, store)
    expect(settings).toMatchObject({ maxmemoryBytes: 104857600, replicaReadOnly: false })
    store.set([
      ['save', '5 6'],
      ['maxmemory', '0'],
    ])
    expect(settings).toMatchObject({ maxmemoryBytes: 0, savePoints: [{ seconds: 5, changes: 6 }] })
  })
})

describe('rewrite', () => {
  it('keeps the file and changes what changed', () => {
    const old =
      '# top\nport 7\n\n\nmaxmemory 1mb\nuser x on\ninclude more.conf\nreplicaof a 1\nlog-format json\n'
    const store = loaded(old, { 'more.conf': 'timeout 9' })
    store.set([['maxmemory', '2mb']])
    store.put('replicaof', [])
    store.put('dir', ['/data'])
    expect(store.rewrite(old)).toBe(
      '# top\nport 7\n\nmaxmemory 2mb\nuser x on\ninclude more.conf\n\nlog-format json\n\n' +
        '# Generated by CONFIG REWRITE\ntimeout 9\ndir "/data"\nsave 3600 1\nsave 300 100\nsave 60 10000\n' +
        'latency-tracking-info-percentiles 50 99 99.9\n',
    )
  })

  it('writes what others supply', () => {
    const store = loaded('')
    store.rewriteValue('user', () => [
      ['a', 'on', '>x y'],
      ['b', 'off'],
    ])
    store.rewriteValue('replicaof', () => [['::1', '6379']])
    const text = store.rewrite('user old\nslaveof x 1\nuser old2\nuser old3\nbogus 1\n')
    expect(text).toMatch(/^user a on ">x y"\nreplicaof ::1 6379\nuser b off\n\n# \?\?\? bogus 1\n/)
  })

  it('can be loaded again with the same values', () => {
    const store = loaded(
      'requirepass "\\x00 \\xff\'\\""\nbind 127.0.0.1 -::1\nmaxmemory 18446744073709551615',
    )
    const again = loaded(store.rewrite(''))
    expect(again.get(['*'])).toEqual(store.get(['*']))
  })
})
