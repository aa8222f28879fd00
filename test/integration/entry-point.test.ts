/*
 * The entry points under the Nodes people have: an old one gets one plain sentence, the right one starts
 * boot.ts in the same process and without a word on stderr. boot.ts is replaced here, in a copy, by one that
 * reports.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Script } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const boot = `
import { startWorker } from '../shared/io/typescript-modules.ts'
import { type Answer, answer } from './deep/answer.ts'
export async function start(argv: string[]): Promise<void> {
  const thread = startWorker(new URL('./deep/thread.ts', import.meta.url), { execArgv: [] })
  thread.on('message', (heard: Answer) => console.log(JSON.stringify({ pid: process.pid, argv, answer, heard })))
}
`
const thread = `
import { parentPort } from 'node:worker_threads'
import { answer } from './answer.ts'
parentPort?.postMessage(answer satisfies number)
`
const answer = 'export type Answer = number\nexport const answer: Answer = 42\n'

let copy: string

beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-entry-')))
  const files = ['package.json', 'shared/io/typescript-modules.ts']
  for (const side of ['server', 'sentinel']) {
    files.push(`${side}/main.ts`, `${side}/package.json`)
    mkdirSync(join(copy, side, 'deep'), { recursive: true })
    writeFileSync(join(copy, side, 'boot.ts'), boot)
    writeFileSync(join(copy, side, 'deep/thread.ts'), thread)
    writeFileSync(join(copy, side, 'deep/answer.ts'), answer)
  }
  for (const file of files) cpSync(join(root, file), join(copy, file))
})

afterAll(() => rmSync(copy, { recursive: true }))

/** The Nodes on the PATH that are older than ours, by their paths. */
function oldNodes(): string[] {
  const found = (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, 'node'))
  return [...new Set(found)].filter(path => {
    const { stdout } = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    return Number.parseInt(stdout || '99', 10) < 26
  })
}

describe.each(['server', 'sentinel'])('%s/main.ts', side => {
  test('starts boot.ts in the process that was started, silently', () => {
    const { pid, status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(copy, side, 'main.ts'), 'a', '-b c'],
      {
        encoding: 'utf8',
      },
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ pid, argv: ['a', '-b c'], answer: 42, heard: 42 })
  })

  test('is a script that an old Node can read', () => {
    const text = readFileSync(join(root, side, 'main.ts'), 'utf8')
    expect(() => new Script(text)).not.toThrow()
    const { type } = JSON.parse(readFileSync(join(root, side, 'package.json'), 'utf8'))
    expect(type).toBeUndefined()
  })

  test('tells an old Node what is needed, in one sentence', () => {
    for (const node of oldNodes()) {
      const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
      const { status, stdout, stderr } = spawnSync(node, [join(root, side, 'main.ts')], { encoding: 'utf8' })
      expect(status).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toBe(
        `Holdfast needs Node 26 or newer, but Node ${version} ran it: run "npm ci" in its folder, ` +
          'then start it with node_modules/.bin/node in place of node.\n',
      )
    }
  })
})
