/*
 * What goes to the replicas: the same commands on a real redis-server and on ours, and the stream that a replica
 * made by hand gets from each, command by command. Times that depend on when a command ran are masked.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from 'vitest'
import { Servers, Wire } from '../integration/replication-fixture.ts'
import type { Node } from '../integration/sentinel-fixture.ts'
import { collectionConversations, wakeUps } from './replication-cases.ts'

/** A server with a replica made by hand. */
class Watched {
  readonly node: Node
  private readonly wire: Wire
  private marks = 0

  constructor(node: Node) {
    this.node = node
    this.wire = new Wire(node.port)
  }

  async join(): Promise<void> {
    this.wire.send('REPLCONF capa eof capa psync2\r\n')
    await this.wire.sees(/^\+OK\r\n$/)
    this.wire.send('PSYNC ? -1\r\n')
    const [, mark] = await this.wire.sees(/\$EOF:(.{40})\r\n/)
    await this.wire.sees(new RegExp(`REDIS00.*${mark}$`, 's'))
    this.wire.received = ''
    this.wire.send('REPLCONF ACK 0\r\n')
  }

  /** The stream, when one client waits and another wakes it. */
  async wakeUp(waits: string, does: string[]): Promise<string[]> {
    const waiting = new Wire(this.node.port)
    waiting.send(`ECHO waiting\r\n${waits}\r\n`)
    await waiting.sees(/waiting\r\n/)
    await sleep(30)
    const lines = await this.stream(['del w1 w2 w3', ...does])
    waiting.socket.destroy()
    return lines
  }

  /** Runs inline commands on one connection; what the stream then says, a line per command. */
  async stream(commands: string[]): Promise<string[]> {
    const mark = `mark-${++this.marks}`
    const client = new Wire(this.node.port)
    for (const command of commands) {
      if (command === PAUSE) await sleep(30)
      else client.send(`${command}\r\n`)
    }
    client.send(`SELECT 0\r\nSET ${mark} x\r\nECHO done-${mark}\r\n`)
    await client.sees(new RegExp(`done-${mark}`))
    client.socket.destroy()
    await this.wire.sees(new RegExp(`${mark}\r\n\\$1\r\nx\r\n$`))
    const { received } = this.wire
    this.wire.received = ''
    return parse(received).filter(line => !/^(PING|REPLCONF|set mark)/i.test(line))
  }

  close(): void {
    this.wire.socket.destroy()
  }
}

/** Requests as lines, arguments quoted where needed, times masked. */
function parse(text: string): string[] {
  const lines: string[] = []
  let at = 0
  const header = () => {
    const end = text.indexOf('\r\n', at)
    const n = Number(text.slice(at + 1, end))
    at = end + 2
    return n
  }
  while (at < text.length) {
    const words: string[] = []
    for (let left = header(); left > 0; left--) {
      const length = header()
      words.push(text.slice(at, at + length))
      at += length + 2
    }
    lines.push(
      words
        .map(word => (/^\d{13}$/.test(word) ? '<ms>' : /[\s"]|^$/.test(word) ? JSON.stringify(word) : word))
        .join(' '),
    )
  }
  return lines
}

/** Not a command: time passes, in turns of its own. */
const PAUSE = '(a pause)'
const FAR = 4102444800

const CONVERSATIONS: Record<string, string[]> = {
  'plain writes': [
    'set a 1',
    'SeT b "two words"',
    'append b more',
    'setrange b 2 xx',
    'incr a',
    'decrby a 5',
    'incrby a 7',
  ],
  'reads and refusals': [
    'get a',
    'incr b',
    'set c 1 xx',
    'set a 1 nx',
    'nonsense',
    'set a',
    'append',
    'exists a',
  ],
  'SET with options': [
    'set a 1 ex 100',
    'set a 1 PX 100000',
    `set a 1 exat ${FAR}`,
    `set a 1 pxat ${FAR}000`,
    'set a 2 keepttl',
    'set a 3 get',
    'set a 4 get ex 10',
    'set a 5 xx',
    'set z 6 nx',
    'set a 6 xx keepttl get',
  ],
  'strings by other names': [
    'setex s 100 v',
    'psetex s 100000 v',
    'setnx s v',
    'setnx t v',
    'getset t w',
    'mset m1 1 m2 2',
    'msetnx m3 3 m4 4',
    'msetnx m4 4 m5 5',
    'incrbyfloat f 1.5',
    'incrbyfloat f 1e2',
    'getdel f',
    'getdel f',
    'getex t',
    'getex t ex 100',
    'getex t persist',
    'getex t persist',
    `getex t exat ${FAR}`,
    'getex t px 100000',
    'getex t exat 1',
    'get t',
  ],
  expiry: [
    'set e v',
    'expire e 100',
    'pexpire e 100000',
    `expireat e ${FAR}`,
    `pexpireat e ${FAR}000`,
    'expire e 50 gt',
    'expire e 50 nx',
    'persist e',
    'persist e',
    'expire nothing 10',
    'expire e 0',
    'set e v',
    'pexpire e -1',
    'set e v',
    'expireat e 1',
  ],
  keys: [
    'set k v',
    'rename k k2',
    'renamenx k2 k3',
    'renamenx k3 k3',
    'copy k3 k4',
    'copy k3 k4',
    'copy k3 k4 replace',
    'copy k3 k5 db 2',
    'move k4 3',
    'move k4 3',
    'del k3 nothing',
    'del nothing',
    'set u v',
    'unlink u nothing',
    'touch k3',
    'dump k3',
    'select 2',
    'del k5',
  ],
  databases: [
    'select 5',
    'set a 1',
    'get a',
    'select 5',
    'set a 2',
    'select 0',
    'set a 3',
    'swapdb 5 6',
    'select 6',
    'set a 4',
    'flushdb',
    'flushdb',
  ],
  'flush all': ['set a 1', 'flushall', 'flushall', 'set a 1', 'flushall async', 'set a 1', 'flushdb sync'],
  transactions: [
    'multi',
    'set a 1',
    'incr a',
    'exec',
    'multi',
    'get a',
    'exec',
    'multi',
    'get a',
    'set b 1',
    'exec',
    'multi',
    'select 4',
    'set x 1',
    'select 0',
    'set y 1',
    'exec',
    'multi',
    'set d 1',
    'discard',
    'multi',
    'set e 1 ex 100',
    'getdel e',
    'exec',
    'multi',
    'nonsense',
    'set n 1',
    'exec',
    'watch a',
    'set a 2',
    'multi',
    'set a 3',
    'exec',
  ],
  'a publication': ['publish channel message', 'multi', 'publish c m', 'set p 1', 'exec', 'spublish shard m'],
  'a key that expires when it is read': ['set gone v px 1', PAUSE, 'get gone', 'get gone'],
  'keys that expire inside a transaction': [
    'set gone v px 1',
    'set gone2 v px 1',
    PAUSE,
    'multi',
    'get gone',
    'set after 1',
    'get gone2',
    'exec',
  ],
  'a transaction that does nothing but find a key expired': [
    'set gone v px 1',
    PAUSE,
    'multi',
    'get gone',
    'exec',
  ],
}

let servers: Servers
let real: Watched
let ours: Watched

beforeAll(async () => {
  servers = new Servers()
  const quiet = ['--repl-ping-replica-period', '3600']
  real = new Watched(await servers.start('redis', 7775, ...quiet))
  ours = new Watched(await servers.start('holdfast', 7776, ...quiet))
  for (const watched of [real, ours]) {
    await watched.node.ask('DEBUG', 'SET-ACTIVE-EXPIRE', 0)
    await watched.join()
  }
})

beforeEach(() => {
  onTestFailed(() => console.log(ours.node.output.slice(-3000)))
})

afterAll(async () => {
  real.close()
  ours.close()
  await servers.close()
})

test.each(Object.entries({ ...CONVERSATIONS, ...collectionConversations }))('%s', async (_, commands) => {
  expect(await ours.stream(commands)).toEqual(await real.stream(commands))
})

test.each(wakeUps)('a client that waits: $waits, $does', async ({ waits, does }) => {
  expect(await ours.wakeUp(waits, does)).toEqual(await real.wakeUp(waits, does))
})

test('a write that finds its key expired logs the deletion first; Redis also puts MULTI around both', async () => {
  const commands = ['set gone v px 1', PAUSE, 'set gone w']
  const expected = ['SET gone v PXAT <ms>', 'DEL gone', 'set gone w']
  expect(await ours.stream(commands)).toEqual(expected)
  expect((await real.stream(commands)).filter(line => !/^(MULTI|EXEC)$/.test(line))).toEqual(expected)
})

test('what is in the stream is what the replicas were told of in bytes', async () => {
  const offsets = async (watched: Watched) => {
    const offset = async () =>
      Number(/master_repl_offset:(\d+)/.exec(String(await watched.node.ask('INFO', 'replication')))![1])
    const before = await offset()
    await watched.stream(['set bytes 1', 'set bytes 2 ex 10', 'select 3', 'incr n'])
    return (await offset()) - before
  }
  expect(await offsets(ours)).toBe(await offsets(real))
})
