/*
 * A sentinel whose file, folder or disk refuses: where its state goes, what it still does when no place takes
 * it, and what it knows when it starts again. It runs without privileges, for root may write everywhere.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Cluster, host, masterName, Node, until } from './sentinel-fixture.ts'

const PORT = 7886
const NOBODY = 65_534
const PEER = 'b'.repeat(40)
const NOT_SAVED = 'ERR Failed to save config file. Check server logs.'
const WARNING = 'WARNING: Sentinel was not able to save the new configuration on disk!!!'
const main = join(import.meta.dirname, '../../sentinel/main.ts')
const isRoot = process.getuid?.() === 0
const TEXT = `port ${PORT}\nbind ${host}\nsentinel monitor ${masterName} ${host} 7880 2\n`

let cluster: Cluster

beforeEach(() => {
  cluster = new Cluster()
  chmodSync(cluster.folder, 0o755)
})

afterEach(() => cluster.close())

function start(folder: string, argv: string[]): Node {
  const node = new Node(PORT, folder, argv)
  cluster.nodes.push(node)
  return node
}

function owned(path: string): string {
  if (isRoot) chownSync(path, NOBODY, NOBODY)
  return path
}

test('the state goes where there is a place for it, and into memory where there is none', async () => {
  const folder = join(cluster.folder, 'etc')
  const dir = join(cluster.folder, 'var')
  for (const path of [folder, dir]) mkdirSync(path)
  const file = join(folder, 'sentinel.conf')
  writeFileSync(file, `${TEXT}dir ${dir}\n`)
  for (const path of [folder, dir, file]) owned(path)
  const drop = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
  const sentinel = start(folder, [...drop, process.execPath, main, file])

  // Nothing can be renamed in the folder: the file is written in place.
  chmodSync(folder, 0o555)
  const { ino } = statSync(file)
  await sentinel.start()
  expect(await sentinel.ask('SENTINEL', 'FLUSHCONFIG')).toBe('OK')
  expect(readFileSync(file, 'utf8')).toContain('sentinel current-epoch 0')
  expect([statSync(file).ino, readdirSync(folder), readdirSync(dir)]).toEqual([ino, ['sentinel.conf'], []])

  // Nor can the file be written: the state goes under dir.
  chmodSync(file, 0o444)
  const text = readFileSync(file, 'utf8')
  expect(await sentinel.ask('SENTINEL', 'SET', masterName, 'quorum', 3)).toBe('OK')
  expect(readFileSync(file, 'utf8')).toBe(text)
  expect(readdirSync(dir)).toEqual([expect.stringMatching(/^sentinel\.conf-.*\.state$/)])
  expect(sentinel.output).toMatch(
    /is not writable: Permission denied\. State is kept in .*\/var\/.*\.state$/m,
  )

  // No place is left: it says so, and goes on.
  chmodSync(dir, 0o555)
  expect(await sentinel.ask('SENTINEL', 'SET', masterName, 'quorum', 4)).toBe(NOT_SAVED)
  expect(await sentinel.ask('SENTINEL', 'FLUSHCONFIG')).toBe(NOT_SAVED)
  expect(sentinel.output).toContain(`${WARNING}: Permission denied`)
  const hello = `${host},7887,${PEER},0,${masterName},${host},7880,0`
  expect(await sentinel.ask('PUBLISH', '__sentinel__:hello', hello)).toBe(1)
  expect(await sentinel.field('runid', 'MASTER', masterName)).toBe('')
  expect(await sentinel.field('num-other-sentinels', 'MASTER', masterName)).toBe('1')
  const vote = ['IS-MASTER-DOWN-BY-ADDR', host, 7880, 9, PEER]
  expect(await sentinel.ask('SENTINEL', ...vote)).toEqual([0, PEER, 9])

  // What was saved is there after a restart, whatever the configuration says.
  const id = await sentinel.ask('SENTINEL', 'MYID')
  await sentinel.kill()
  chmodSync(dir, 0o755)
  await sentinel.start()
  expect(await sentinel.ask('SENTINEL', 'MYID')).toBe(id)
  expect(await sentinel.field('quorum', 'MASTER', masterName)).toBe('3')

  // Without any place it does not start, as redis-sentinel does not.
  await sentinel.kill()
  chmodSync(dir, 0o555)
  await sentinel.start(false)
  expect(await sentinel.ended()).toBe(1)
  expect(sentinel.output).toContain(
    `Sentinel config file ${file} is not writable: Permission denied. Exiting...`,
  )
})

/** The way into a mount namespace of one's own; null where the machine forbids that. */
const unshare = [['-m'], ['-rm']].find(flags => spawnSync('unshare', [...flags, 'true']).status === 0) ?? null

test.skipIf(unshare === null)('a file that is mounted by itself is written in place', async () => {
  const inside = join(cluster.folder, 'inside.conf')
  const outside = join(cluster.folder, 'outside.conf')
  writeFileSync(inside, '')
  writeFileSync(outside, TEXT)
  const script = 'mount --bind "$1" "$2" && exec "$3" "$4" "$2"'
  const argv = ['sh', '-c', script, 'sh', outside, inside, process.execPath, main]
  const sentinel = start(join(cluster.folder, 'work'), ['unshare', ...(unshare ?? []), ...argv])
  await sentinel.start()
  expect(await sentinel.ask('SENTINEL', 'SET', masterName, 'quorum', 3)).toBe('OK')
  expect(readFileSync(outside, 'utf8')).toContain(`sentinel monitor ${masterName} ${host} 7880 3`)
  expect(readFileSync(inside, 'utf8')).toBe('')
  expect(readdirSync(cluster.folder).sort()).toEqual(['inside.conf', 'outside.conf', 'work'])
  await until(
    'it told nothing else',
    () => sentinel.output,
    text => text.includes('+monitor'),
  )
  expect(sentinel.output).not.toContain('WARNING')
})
