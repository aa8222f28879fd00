/** INFO server and cpu: the process. */
import { REDIS_VERSION } from '../../../../shared/command/version.ts'
import type { ServerContext } from '../../../engine/context.ts'
import type { Server } from '../../../engine/server.ts'

const DAY = 86400

export function serverLines({ server, host }: ServerContext): string[] {
  const { store, settings, runId, startedAt, keyspace } = server
  const facts = server.parts.world.process()
  const wallMs = server.parts.clock.wallMs()
  const uptime = Math.floor((wallMs - startedAt) / 1000)
  return [
    `redis_version:${REDIS_VERSION}`,
    `redis_git_sha1:${facts.commit}`,
    'redis_git_dirty:0',
    `redis_build_id:${facts.buildId}`,
    `redis_mode:${host.mode}`,
    `os:${facts.os}`,
    'arch_bits:64',
    'monotonic_clock:POSIX clock_gettime',
    'multiplexing_api:epoll',
    'atomicvar_api:c11-builtin',
    'gcc_version:0.0.0',
    `process_id:${facts.pid}`,
    'process_supervised:no',
    `run_id:${runId}`,
    `tcp_port:${store.number('port')}`,
    `server_time_usec:${server.parts.clock.wallUs()}`,
    `uptime_in_seconds:${uptime}`,
    `uptime_in_days:${Math.floor(uptime / DAY)}`,
    `hz:${settings.hz}`,
    `configured_hz:${settings.hz}`,
    `lru_clock:${keyspace.state.clock}`,
    `executable:${facts.executable}`,
    `config_file:${facts.configFile}`,
    'io_threads_active:0',
    ...listeners(server),
    `holdfast_version:${facts.version}`,
    `node_version:${facts.nodeVersion}`,
  ]
}

function listeners({ store }: Server): string[] {
  const found: string[] = []
  const port = store.number('port')
  if (port > 0)
    found.push(
      `name=tcp,${store
        .list('bind')
        .map(host => `bind=${host},`)
        .join('')}port=${port}`,
    )
  const path = store.text('unixsocket')
  if (path !== '') found.push(`name=unix,bind=${path}`)
  return found.map((text, i) => `listener${i}:${text}`)
}

export function cpuLines({ server }: ServerContext): string[] {
  const { cpuSystem, cpuUser, cpuSystemMain, cpuUserMain } = server.parts.world.process()
  return [
    `used_cpu_sys:${cpuSystem.toFixed(6)}`,
    `used_cpu_user:${cpuUser.toFixed(6)}`,
    'used_cpu_sys_children:0.000000',
    'used_cpu_user_children:0.000000',
    `used_cpu_sys_main_thread:${cpuSystemMain.toFixed(6)}`,
    `used_cpu_user_main_thread:${cpuUserMain.toFixed(6)}`,
  ]
}
