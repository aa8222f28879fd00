/** What is running: Holdfast's version from package.json, the commit from .git when the tree has one. */
import { readFileSync } from 'node:fs'
import { REDIS_VERSION } from '../command/version.ts'
import type { Build } from './log/startup.ts'

const ROOT = new URL('../../', import.meta.url)
const NO_COMMIT = '00000000'

/** Cheap: at most three small files are read. */
export function readBuild(): Build {
  const version = JSON.parse(text('package.json') ?? '{}').version ?? '0.0.0'
  return { version, redisVersion: REDIS_VERSION, commit: commit(), modified: 0, pid: process.pid }
}

/** The first eight characters of the commit that is checked out. */
function commit(): string {
  const head = text('.git/HEAD')?.trim()
  if (head === undefined) return NO_COMMIT
  const sha = head.startsWith('ref: ') ? text(`.git/${head.slice(5)}`)?.trim() : head
  return sha !== undefined && /^[0-9a-f]{40}$/.test(sha) ? sha.slice(0, 8) : NO_COMMIT
}

function text(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, ROOT), 'utf8')
  } catch {
    return undefined
  }
}
