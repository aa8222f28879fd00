/**
 * The composition root of the sentinel: reads the configuration, builds the parts, connects them to the world
 * and starts to watch. What it logs, and what it exits with, is what redis-sentinel would.
 */
import { resolve } from 'node:path'
import { CommandTable } from '../shared/command/table.ts'
import { type CommandLine, parseCommandLine, sentinelUsage } from '../shared/config/command-line.ts'
import { ConfigError, formatConfigError } from '../shared/config/error.ts'
import { type ConfigSource, readConfig } from '../shared/config/parse.ts'
import { fromUtf8 } from '../shared/config/split-args.ts'
import { type ConfigStore, withoutEffect } from '../shared/config/store.ts'
import { readBuild } from '../shared/io/build.ts'
import { configFiles, readStdin, systemReason } from '../shared/io/config-files.ts'
import { Daemon, mustDaemonize, startDaemon } from '../shared/io/daemon.ts'
import { openLog, type ProcessLog } from '../shared/io/log/log.ts'
import { announceMode, announceStart, type Build } from '../shared/io/log/startup.ts'
import { showTitle, writePidFile } from '../shared/io/process-marks.ts'
import { Supervision, supervisor } from '../shared/io/supervision.ts'
import { systemClock, systemRandom } from '../shared/io/system.ts'
import type { LogFormat, LogLevel } from '../shared/ports/log.ts'
import { sentinelCommands } from './commands/list.ts'
import type { SavedState } from './config/saved-state.ts'
import { SentinelConfig } from './config/sentinel-config.ts'
import { createState } from './core/state.ts'
import type { SentinelState } from './core/types.ts'
import { SentinelEngine } from './engine/engine.ts'
import { FailoverWatch } from './engine/failover-watch.ts'
import { coreTime, Sentinel } from './engine/sentinel.ts'
import { makeClientRoom } from './io/client-room.ts'
import { ConfigFile, findSaved, mendConfigFile, refuseConfigFile } from './io/config-file.ts'
import { openControl } from './io/control-plane.ts'
import { systemEnvironment } from './io/environment.ts'
import { onStop } from './io/exit.ts'
import { Names } from './io/names.ts'
import { Port } from './io/port.ts'
import { Shell } from './io/shell.ts'
import { SystemWorld } from './io/world.ts'

const PROGRAM = 'node sentinel/main.ts'
const SECOND_MS = 1000

export async function start(argv: string[]): Promise<void> {
  const line = parseCommandLine(argv)
  const build = readBuild()
  if (line.action === 'version') {
    const { redisVersion, commit, version } = build
    console.log(`Redis server v=${redisVersion} sha=${commit}:0 malloc=none bits=64 build=${version}`)
  } else if (line.action === 'run') await run(line, build)
  else {
    process.stderr.write(line.action === 'help' ? sentinelUsage(PROGRAM) : `${line.reason}\n`)
    process.exitCode = 1
  }
}

async function run(line: CommandLine & { action: 'run' }, build: Build): Promise<void> {
  const names = new Names()
  const environment = systemEnvironment(names)
  const configFile = line.configFile === null ? null : resolve(line.configFile)
  const create = (myid: string) =>
    createState({
      myid,
      port: 0,
      seed: systemRandom.below(2 ** 32),
      now: coreTime(systemClock),
      environment,
    })
  const { store, state, configured, saved, loglevel } = load(line, configFile, build, create)
  if (mustDaemonize(store.bool('daemonize'), supervisor(store.text('supervised')) !== null)) {
    await startDaemon(line.stdin ? readStdin() : null)
  }
  const log = openSentinelLog(store, build)
  const daemon = new Daemon(() => log.lastWarning)
  const supervision = new Supervision(store.text('supervised'), log)
  announce(log, store, build)
  const descriptors = makeClientRoom(store, state, log)
  const refusal = refuseConfigFile(configFile)
  if (refusal !== null || configFile === null) return fail(log, refusal ?? '')
  announceMode(log, {
    ...build,
    mode: 'sentinel',
    port: state.port,
    alwaysShowLogo: store.bool('always-show-logo'),
    syslogEnabled: store.bool('syslog-enabled'),
  })
  environment.started = true

  const world = new SystemWorld(configFile, build.commit, names, () => state.resolveHostnames)
  const sentinel = new Sentinel({ state, store, clock: systemClock, random: systemRandom, log, world })
  const engine = new SentinelEngine(sentinel, new CommandTable(sentinelCommands))
  const port = new Port(engine, descriptors)
  const control = await openControl(sentinel, descriptors)
  const problem = typeof control === 'string' ? control : await port.open()
  if (typeof control === 'string' || problem !== null) return fail(log, problem ?? '')
  const shell = new Shell({
    sentinel,
    engine,
    file: new ConfigFile(configFile, {
      configured,
      saved,
      moved: (path, reason) => {
        log.warning(`Sentinel config file ${configFile} is not writable: ${reason}. State is kept in ${path}`)
      },
    }),
    loglevel,
    names,
    watch: new FailoverWatch(control.observe),
    setLogLevel: level => {
      log.level = level
    },
    exit: code => process.exit(code),
  })
  const hosts = [...state.masters.values()].map(master => master.primary.host)
  if (state.resolveHostnames) await names.prepare(hosts, SECOND_MS)
  world.onEvent = event => shell.deliver(event)
  const pidfile = writePidFile(store, log)
  showTitle(store, { program: 'redis-sentinel', mode: '[sentinel]', configFile })
  world.onShutdown = onStop(log, pidfile, supervision, () => {
    port.close()
    shell.stop()
    void control.close()
  })
  setInterval(() => {
    sentinel.stats.second()
    port.dropIdle()
  }, SECOND_MS)
  shell.start()
  supervision.ready('Ready to accept connections')
  daemon.ready()
}

interface Loaded {
  readonly store: ConfigStore
  readonly state: SentinelState
  /** See ConfigFileOptions. */
  readonly configured: readonly string[]
  readonly saved: SavedState | null
  /** The log level that a state file holds, if it does. */
  readonly loglevel: LogLevel | null
}

/** Reads all of the configuration; on a fault the process ends here, as redis-sentinel does. */
function load(
  line: CommandLine & { action: 'run' },
  configFile: string | null,
  build: Build,
  create: (myid: string) => SentinelState,
): Loaded {
  try {
    const source = {
      file: configFile === null ? null : fromUtf8(configFile),
      stdin: line.stdin ? readStdin() : null,
      options: line.options,
    }
    const folder = process.cwd()
    let config = read(source, configFile)
    // A copy under `dir` is found only when the configuration has said where that is.
    if (configFile !== null && mendConfigFile(configFile)) {
      process.chdir(folder)
      config = read(source, configFile)
    }
    const { configured, store } = config
    const saved = configFile === null ? null : findSaved(configFile)
    const loglevel = saved === null ? null : config.restore(saved)
    const state = create(systemRandom.hex(40))
    config.apply(state, coreTime(systemClock))
    state.port = store.number('port')
    state.logLevel = store.text('loglevel') as LogLevel
    return { store, state, configured, saved, loglevel }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    if (error.unreadable) return fail(defaultLog(), error.reason)
    process.stderr.write(formatConfigError(error, build.redisVersion))
    process.exit(1)
  }
}

function read(source: ConfigSource, configFile: string | null): SentinelConfig {
  if (configFile !== null) mendConfigFile(configFile)
  const config = new SentinelConfig()
  config.store.onRead('dir', ([path]) => changeFolder(path!))
  config.load(readConfig(source, configFiles))
  return config
}

function openSentinelLog(store: ConfigStore, build: Build): ProcessLog {
  try {
    return openLog({
      format: store.text('log-format') as LogFormat,
      level: store.text('loglevel') as LogLevel,
      logfile: store.path('logfile'),
      role: () => 'X',
    })
  } catch (error) {
    process.stderr.write(
      formatConfigError(new ConfigError(null, (error as Error).message), build.redisVersion),
    )
    process.exit(1)
  }
}

/** Says what starts, and what of its configuration does nothing. */
function announce(log: ProcessLog, store: ConfigStore, build: Build): void {
  announceStart(log, {
    ...build,
    configured: true,
    program: PROGRAM,
  })
  for (const { name, reason } of store.ignoredInUse()) log.notice(withoutEffect(name, reason))
  // The open default user stands in every file that Redis has rewritten.
  const users = store.fileLines('user')
  if (users.some(words => words[0] !== 'default' || !words.includes('nopass'))) {
    log.warning('ACL users are kept in the file but not enforced: only requirepass protects this port')
  }
}

function defaultLog(): ProcessLog {
  return openLog({ format: 'redis', level: 'notice', logfile: '', role: () => 'X' })
}

function fail(log: ProcessLog, reason: string): never {
  log.warning(reason)
  process.exit(1)
}

/** Null, or why the working directory cannot be that. */
function changeFolder(path: string): string | null {
  try {
    process.chdir(Buffer.from(path, 'latin1').toString('utf8'))
    return null
  } catch (error) {
    return systemReason(error)
  }
}
