/** What the engine needs the world for: facts of the process, small files, sleep; see `World`. */
import { readFileSync } from 'node:fs'
import { arch, release, totalmem, type } from 'node:os'
import type { Build } from '../../shared/io/log/startup.ts'
import type { ProcessFacts, ShutdownOptions, World } from '../engine/server.ts'
import { FileNow } from './disk.ts'

const MICROS = 1e-6

export class SystemWorld implements World {
  /** Absolute, or '' when there is none. */
  readonly configFile: string
  private readonly build: Build
  /** Set by whoever knows how to end the process. */
  ending: Pick<World, 'shutdown' | 'abortShutdown' | 'restart'> | null

  constructor(configFile: string, build: Build) {
    this.build = build
    this.configFile = configFile
    this.ending = null
  }

  process(): ProcessFacts {
    const memory = process.memoryUsage()
    const cpu = process.cpuUsage()
    const main = process.threadCpuUsage()
    const { version, commit } = this.build
    return {
      pid: process.pid,
      rss: memory.rss,
      cpuUser: cpu.user * MICROS,
      cpuSystem: cpu.system * MICROS,
      cpuUserMain: main.user * MICROS,
      cpuSystemMain: main.system * MICROS,
      heapUsed: memory.heapUsed,
      executable: process.argv[1] ?? process.execPath,
      configFile: this.configFile,
      os: `${type()} ${release()} ${arch() === 'x64' ? 'x86_64' : arch()}`,
      totalMemory: totalmem(),
      nodeVersion: process.versions.node,
      version,
      commit,
      buildId: `${version}-${commit}`,
    }
  }

  writeFile(path: string, bytes: Uint8Array): string | null {
    const file = new FileNow(`${path}.${process.pid}.tmp`, path)
    file.write(bytes, bytes.length)
    file.commit(() => {})
    return file.error
  }

  readFile(path: string): Uint8Array | null {
    try {
      return readFileSync(path)
    } catch {
      return null
    }
  }

  shutdown(options: ShutdownOptions, onFailure: () => void): void {
    this.ending?.shutdown(options, onFailure)
  }

  abortShutdown(): boolean {
    return this.ending?.abortShutdown() ?? false
  }

  restart(orderly: boolean, delayMs: number, onFailure: () => void): void {
    this.ending?.restart(orderly, delayMs, onFailure)
  }

  fault(): void {
    process.kill(process.pid, 'SIGSEGV')
  }

  sleep(ms: number): void {
    const cell = new Int32Array(new SharedArrayBuffer(4))
    Atomics.wait(cell, 0, 0, ms)
  }
}
