/*
 * Files that cannot be loaded: redis-server and we start on the same damaged file, and both end with the same
 * code and the same last line, but for line numbers and offsets. Ours is preceded by one that says more exactly
 * where it is.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { type Maker, ServerProcess } from '../support/server-process.ts'
import '../support/servers.ts'

type Bytes = Buffer | string
const bytes = (...parts: Bytes[]): Buffer =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))
const string = (text: string): string => String.fromCharCode(text.length) + text

/** An RDB file around some entries, without a checksum. */
const HEAD = `REDIS0010\xfa${string('redis-ver')}${string('7.0.15')}\xfe\0`
const END = `\xff${'\0'.repeat(8)}`
const KEY = `\0${string('k')}${string('v')}`
const rdb = (...parts: Bytes[]): Buffer => bytes(HEAD, ...parts, END)
const whole = rdb(KEY)

const images: [what: string, file: Buffer][] = [
  ['nothing', bytes()],
  ['another kind of file', bytes('appendonly no\n')],
  ['a version to come', bytes('REDIS0099', KEY, END)],
  ['the end of the file inside a value', bytes(HEAD, '\0', string('k'), '\x20ab')],
  ['the end of the file before its end', bytes(HEAD, KEY)],
  ['a checksum', bytes(HEAD, KEY, '\xff\x01\x02\x03\x04\x05\x06\x07\x08')],
  ['a type', rdb('\xc8', string('k'), string('v'))],
  ["a module's type", rdb('\x06', string('k'), string('v'))],
  ['a length', rdb('\0', string('k'), '\x85ab')],
  ['the encoding of a string', rdb('\0', string('k'), '\xc7ab')],
  ['a compressed string', rdb('\0', string('k'), '\xc3\x05\x20\xff\xff\xff\xff\xff')],
  ['a packed hash', rdb('\x10', string('k'), string('\x10\0\0\0\x02\0abc\xff'))],
  ['an intset', rdb('\x0b', string('k'), string('\x02\0\0\0\x09\0\0\0\x01\0'))],
  ["a set's members", rdb('\x02', string('k'), '\x02', string('a'), string('a'))],
  ['a database', bytes('REDIS0010\xfe\x3f', KEY, END)],
]

const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map(word => `$${word.length}\r\n${word}\r\n`).join('')}`
const SET = command('SET', 'a', '1')
const BASE = 'appendonly.aof.1.base.rdb'
const INCR = 'appendonly.aof.1.incr.aof'
const MANIFEST = 'appendonly.aof.manifest'
const NAMED = `file ${BASE} seq 1 type b\nfile ${INCR} seq 1 type i\n`
const NO_CUT = ['--aof-load-truncated', 'no']

const parts = (commands: string, others: Record<string, Bytes> = {}): Record<string, Bytes> => ({
  [BASE]: whole,
  [INCR]: SET + commands,
  [MANIFEST]: NAMED,
  ...others,
})

const appended: [what: string, files: Record<string, Bytes>, args?: string[]][] = [
  ['a command', parts(command('FOO', 'a'))],
  ['what is no command', parts('hello\r\n')],
  ['a command without a name', parts('*0\r\n')],
  ['a torn command', parts('*3\r\n$3\r\nSET\r\n$1'), NO_CUT],
  ['a transaction without EXEC', parts(command('MULTI') + SET), NO_CUT],
  ['a torn file before the last', parts('*3\r\n', { [MANIFEST]: `${NAMED}file b seq 2 type i\n`, b: SET })],
  ['a part that is not there', { [BASE]: whole, [MANIFEST]: NAMED }],
  ['a base that is cut off', parts('', { [BASE]: bytes(HEAD, KEY) })],
  ['a base of a version to come', parts('', { [BASE]: bytes('REDIS0099', KEY, END) })],
  ['a base with a corrupt value', parts('', { [BASE]: images[11]![1] })],
  ['the commands behind an image', parts('', { [BASE]: bytes(whole, command('FOO')) })],
  ['a manifest without a line', { [MANIFEST]: '' }],
  ['a line of the manifest', { [MANIFEST]: 'file x seq 1 type z\n' }],
]

type Case = [what: string, files: Record<string, Bytes>, args: string[]]

const cases: Case[] = [
  ...images.map(([what, file]): Case => [`RDB file: ${what}`, { 'dump.rdb': file }, []]),
  ...appended.map(([what, files, args = []]): Case => {
    const inFolder = Object.entries(files).map(([name, content]) => [`appendonlydir/${name}`, content])
    return [`append only file: ${what}`, Object.fromEntries(inFolder), ['--appendonly', 'yes', ...args]]
  }),
]

/** Starts one on these files: how it ends, and what it says last, without the numbers that differ. */
async function start(maker: Maker, files: Record<string, Bytes>, args: string[]) {
  const server = new ServerProcess(maker, false, await freePort(), { args })
  for (const [name, content] of Object.entries(files)) {
    const path = join(server.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes(content))
  }
  await server.start().catch(() => {})
  const lines = [...server.output.matchAll(/^\d+:\w \d+ \w+ \d{4} [\d:.]+ [#*] (.*)$/gm)]
  const said = lines
    .at(-1)?.[1]
    ?.replace(/rdb\.c:\d+/, 'rdb.c')
    .replace(/offset \d+,/, 'offset')
  return [server.exitCode, said]
}

test('what is wrong is said as redis-server says it', async () => {
  const ours: unknown[] = []
  const theirs: unknown[] = []
  const left = [...cases]
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [what, files, args] = next
      ours.push([what, ...(await start('holdfast', files, args))])
      theirs.push([what, ...(await start('redis', files, args))])
    }
  }
  await Promise.all([worker(), worker(), worker()])
  expect(ours.toSorted()).toEqual(theirs.toSorted())
  expect(theirs.filter(ending => (ending as unknown[])[1] !== 1)).toEqual([])
}, 60_000)
