/** What commands need the world for; see `World`. Events and shutdown go where the boot file says. */
import { arch, release, type } from 'node:os'
import type { Event } from '../core/types.ts'
import type { ProcessFacts, World } from '../engine/sentinel.ts'
import type { Names } from './names.ts'

const MICROS = 1e-6

export class SystemWorld implements World {
  /** Set by the boot file before the first client. */
  onEvent: (event: Event) => void
  onShutdown: () => void
  private readonly configFile: string
  private readonly commit: string
  private readonly names: Names
  private readonly mayResolve: () => boolean

  /** `configFile` is absolute. */
  constructor(configFile: string, commit: string, names: Names, mayResolve: () => boolean) {
    this.onEvent = () => {}
    this.onShutdown = () => {}
    this.configFile = configFile
    this.commit = commit
    this.names = names
    this.mayResolve = mayResolve
  }

  process(): ProcessFacts {
    const cpu = process.cpuUsage()
    return {
      pid: process.pid,
      cpuUser: cpu.user * MICROS,
      cpuSystem: cpu.system * MICROS,
      executable: process.argv[1] ?? process.execPath,
      configFile: this.configFile,
      os: `${type()} ${release()} ${arch() === 'x64' ? 'x86_64' : arch()}`,
      nodeVersion: process.versions.node,
      commit: this.commit,
    }
  }

  deliver(event: Event): void {
    this.onEvent(event)
  }

  prepareHost(host: string, done: () => void): void {
    if (this.mayResolve()) void this.names.resolve(host).then(done)
    else done()
  }

  shutdown(): void {
    this.onShutdown()
  }
}
