// Runs redis-benchmark, the tool that people measure Redis with, against either server.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ServerProcess } from '../support/server-process.ts'
import { cpuUs } from './process-usage.ts'

export interface Load {
  /** `-t set`, or a command's own words with __rand_int__ in them. */
  words: readonly string[]
  requests: number
  pipeline: number
  clients?: number
  keyspace?: number
  valueBytes?: number
}

export interface Throughput {
  perSecond: number
  /** Server CPU time per request, in microseconds. */
  cpuUsPerRequest: number
}

const limitMs = 300_000

export async function redisBenchmark(server: ServerProcess, load: Load): Promise<Throughput> {
  const { requests, pipeline, clients = 50, keyspace = 1_000_000, valueBytes = 64, words } = load
  const numbers = {
    '-p': server.port,
    '-n': requests,
    '-P': pipeline,
    '-c': clients,
    '-r': keyspace,
    '-d': valueBytes,
  }
  const args = [
    '-h',
    '127.0.0.1',
    '--csv',
    ...Object.entries(numbers).flatMap(([flag, n]) => [flag, String(n)]),
  ]
  const before = cpuUs(server.pid)
  const { stdout } = await promisify(execFile)('redis-benchmark', [...args, ...words], { timeout: limitMs })
  const used = cpuUs(server.pid) - before
  const perSecond = Number(/^"[^"]*","([\d.]+)"/m.exec(stdout.replace(/^"test",.*$/m, ''))?.[1])
  if (!(perSecond > 0)) throw new Error(`redis-benchmark printed: ${stdout}`)
  return { perSecond, cpuUsPerRequest: used / requests }
}
