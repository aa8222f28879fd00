// The server's configuration against a real redis-server: defaults, CONFIG SET, bad files, CONFIG REWRITE.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServerConfig } from '../../server/config/server-config.ts'
import { parseCommandLine } from '../../shared/config/command-line.ts'
import { ConfigError, formatConfigError } from '../../shared/config/error.ts'
import { type ConfigReader, readConfig } from '../../shared/config/parse.ts'
import { fromUtf8 } from '../../shared/config/split-args.ts'
import type { ConfigStore } from '../../shared/config/store.ts'
import { BAD, REWRITES, SETS } from './config-cases.ts'
import { type RealRedis, startRedis } from './real-redis.ts'

const VERSION = '7.0.15'

const reader: ConfigReader = {
  read(path) {
    try {
      return readFileSync(path, 'latin1')
    } catch {
      throw new Error('No such file or directory')
    }
  },
  glob: pattern => globSync(pattern).sort(),
}

/** Our store after loading a command line; files are read where the test puts them. */
function load(argv: readonly string[]): ConfigStore {
  const { store } = createServerConfig()
  const line = parseCommandLine(argv)
  if (line.action !== 'run') throw new Error(`not a start: ${line.action}`)
  const file = line.configFile === null ? null : fromUtf8(line.configFile)
  store.load(readConfig({ file, stdin: null, options: line.options }, reader))
  return store
}

describe('against one server', () => {
  let real: RealRedis
  let ours: ConfigStore

  beforeAll(async () => {
    real = await startRedis()
    const port = String(real.client.options.port)
    ours = load(['--port', port, '--bind', '127.0.0.1', '--save', '', '--enable-debug-command', 'yes'])
    ours.put('dir', [real.dir])
  })
  afterAll(() => real.stop())

  async function realGet(pattern: string): Promise<Map<string, string>> {
    const flat = (await real.client.config('GET', pattern)) as string[]
    return new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]))
  }

  it('knows every directive, with its default', async () => {
    const theirs = await realGet('*')
    const mine = new Map(ours.get(['*']))
    const different = [...theirs].filter(([name, value]) => mine.get(name) !== value)
    expect(theirs.size).toBeGreaterThan(180)
    expect(different).toEqual([])
  })

  it('answers CONFIG GET for names, patterns and hidden directives alike', async () => {
    const asked = [
      ['max*'],
      ['*MAX*', 'port'],
      ['MaxMemory', 'maxmemory'],
      ['rdb-key-*'],
      ['rdb-key-save-delay'],
    ]
    for (const patterns of [
      ...asked,
      ['lua-time-limit', 'busy*'],
      ['slave-*'],
      ['nosuch'],
      ['[p-q]ort'],
      ['por?'],
    ]) {
      const flat = (await real.client.call('CONFIG', 'GET', ...patterns)) as string[]
      const theirs = Array.from({ length: flat.length / 2 }, (_, i) => `${flat[2 * i]}=${flat[2 * i + 1]}`)
      // Directives of later versions are left out of what ours answers to a pattern.
      const known = ours.get(patterns).filter(([name]) => !isLater(name))
      expect(known.map(([name, value]) => `${name}=${value}`).sort()).toEqual(theirs.sort())
    }
  })

  const LATER = ['max-new-', 'set-max-listpack', 'commandlog-', 'repl-mptcp', 'prefetch-batch-max-size']
  const isLater = (name: string) => LATER.some(start => name.startsWith(start))

  it.each(SETS)('CONFIG SET %j', async (...pairs) => {
    const reply = await real.client.call('CONFIG', 'SET', ...pairs).then(
      () => null,
      (error: Error) => error.message,
    )
    const both = Array.from(
      { length: pairs.length / 2 },
      (_, i) => [pairs[2 * i]!, pairs[2 * i + 1]!] as const,
    )
    expect(ours.set(both)).toBe(reply)
    for (const [name] of both) {
      if (/[*?[]/.test(name)) continue
      const [theirs] = await realGet(name)
      expect(ours.get([name])).toEqual(theirs === undefined ? [] : [theirs])
    }
  })
})

const HOME = mkdtempSync(join(tmpdir(), 'holdfast-config-'))
afterAll(() => rmSync(HOME, { recursive: true, force: true }))

describe('bad files', () => {
  beforeAll(() => {
    writeFileSync(join(HOME, 'a1.inc'), '# \n\nbar')
    writeFileSync(join(HOME, 'a2.inc'), ' joined\n')
  })

  it.each(BAD)('%j is refused in the same words', (pattern, ...optionPatterns) => {
    const [text, ...options] = [pattern, ...optionPatterns].map(part => part.replaceAll('HOME', HOME))
    const file = join(HOME, 'bad.conf')
    writeFileSync(file, text!, 'latin1')
    const run = spawnSync('redis-server', [file, ...options], { timeout: 5000, killSignal: 'SIGKILL' })
    let mine = 'accepted'
    try {
      load([file, ...options])
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      mine = formatConfigError(error, VERSION)
    }
    expect(run.status).toBe(1)
    expect(mine).toBe(run.stderr.toString('latin1'))
  })

  it('a file that is not there is one sentence of the log', () => {
    const missing = join(HOME, 'missing.conf')
    const run = spawnSync('redis-server', [missing], { timeout: 5000, killSignal: 'SIGKILL' })
    const sentence = `Fatal error, can't open config file '${missing}': No such file or directory`
    expect(run.status).toBe(1)
    expect(run.stdout.toString()).toContain(`${sentence}\n`)
    expect(() => load([missing])).toThrow(sentence)
  })
})

describe('CONFIG REWRITE', () => {
  async function realRewrite(dir: string, sets: readonly [string, string][]): Promise<void> {
    const server: ChildProcess = spawn('redis-server', [join(dir, 'redis.conf')], {
      stdio: 'ignore',
      cwd: dir,
    })
    const exited = once(server, 'exit')
    const client = new Redis({ path: join(dir, 's'), retryStrategy: () => 50, maxRetriesPerRequest: null })
    client.on('error', () => undefined)
    try {
      for (const [name, value] of sets) await client.config('SET', name, value)
      await client.config('REWRITE')
    } finally {
      client.disconnect()
      server.kill('SIGKILL')
      await exited
    }
  }

  it.each(REWRITES)('%s', async (_, text, sets) => {
    const dir = mkdtempSync(join(HOME, 'rw-'))
    const file = join(dir, 'redis.conf')
    writeFileSync(join(dir, 'inc.conf'), 'timeout 55\n')
    const old = `port 0\nunixsocket ${dir}/s\ndir ${dir}\n${text.replace('INC', `${dir}/inc.conf`)}`
    writeFileSync(file, old, 'latin1')
    const store = load([file])
    await realRewrite(dir, sets)
    for (const pair of sets) expect(store.set([pair])).toBeNull()
    store.rewriteValue('user', () => [['default', 'on', 'nopass', '~*', '&*', '+@all']])

    const theirs = readFileSync(file, 'latin1')
    const mine = store.rewrite(old)
    // Redis appends in the order of a hash table: after the signature only the set of lines is compared.
    expect(parts(mine)).toEqual(parts(theirs))
    // As in Redis the second time adds a blank line at the end, and from then on nothing changes.
    const again = store.rewrite(mine)
    expect(store.rewrite(again)).toBe(again)
  })

  function parts(text: string): { kept: string; appended: string[] } {
    const at = text.indexOf('# Generated by CONFIG REWRITE\n')
    return { kept: text.slice(0, at), appended: text.slice(at).split('\n').sort() }
  }
})
