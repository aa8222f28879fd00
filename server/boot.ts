/**
 * The composition root of the data server: reads the configuration, builds the parts, connects them to the
 * world and starts to serve. What it logs, and what it exits with, is what redis-server would.
 */
import { seedHash } from '../shared/bytes/hash.ts'
import { CommandTable } from '../shared/command/table.ts'
import { parseCommandLine, usage } from '../shared/config/command-line.ts'
import { type ConfigStore, withoutEffect } from '../shared/config/store.ts'
import { readBuild } from '../shared/io/build.ts'
import { readStdin } from '../shared/io/config-files.ts'
import { Daemon, mustDaemonize, startDaemon } from '../shared/io/daemon.ts'
import type { Descriptors } from '../shared/io/descriptors.ts'
import { openLog, type ProcessLog } from '../shared/io/log/log.ts'
import { announceMode, announceStart, type Build } from '../shared/io/log/startup.ts'
import { showTitle, writePidFile } from '../shared/io/process-marks.ts'
import { Supervision, supervisor } from '../shared/io/supervision.ts'
import { systemClock, systemRandom } from '../shared/io/system.ts'
import type { LogFormat, LogLevel } from '../shared/ports/log.ts'
import { allCommands } from './commands/all.ts'
import { createServerConfig } from './config/server-config.ts'
import { LiveFacts } from './control/live-facts.ts'
import { notObserved } from './control/no-metrics.ts'
import { Gates } from './engine/admission/gates.ts'
import { Cron } from './engine/cron.ts'
import { Engine } from './engine/engine.ts'
import { ServerHost } from './engine/host.ts'
import { Server } from './engine/server.ts'
import { Upkeep } from './engine/upkeep.ts'
import { alarm } from './io/alarm.ts'
import { SystemAppendDisk } from './io/append-file.ts'
import { Background, loadMeters } from './io/background.ts'
import { makeClientRoom } from './io/client-room.ts'
import { reportCrashes } from './io/crash.ts'
import { SystemDisk } from './io/disk.ts'
import { Ending } from './io/ending.ts'
import { finalSave } from './io/final-save.ts'
import { flushAof, mayEnd } from './io/flush-aof.ts'
import { Heart } from './io/heart.ts'
import { reportLink } from './io/link-status.ts'
import { Listeners } from './io/listeners.ts'
import { applyConfig } from './io/live-config.ts'
import { AofStart } from './io/load-aof.ts'
import { loadData } from './io/load-data.ts'
import { SystemMigrationWorld } from './io/migration-world.ts'
import { type Given, readConfiguration } from './io/read-config.ts'
import { Reaper } from './io/reaper.ts'
import { waitForReplicas } from './io/replica-duty.ts'
import { ReplicationLinks } from './io/replication-links.ts'
import { Sessions } from './io/sessions.ts'
import { Turns } from './io/turns.ts'
import { SystemWorld } from './io/world.ts'
import { Migrations } from './migration/migrations.ts'
import { Aof } from './persistence/aof/aof.ts'
import { reloadAof } from './persistence/aof/aof-reload.ts'
import { Persistence } from './persistence/persistence.ts'
import type { StreamPlace } from './persistence/rdb-start.ts'
import { Replication } from './replication/replication.ts'
import { ReplicationFacts } from './replication/replication-info.ts'

const PROGRAM = 'node server/main.ts'

/** Takes what follows the program's name on the command line. */
export async function start(argv: string[]): Promise<void> {
  const line = parseCommandLine(argv)
  const build = readBuild()
  if (line.action === 'version') {
    const { redisVersion, commit, version } = build
    console.log(`Redis server v=${redisVersion} sha=${commit}:0 malloc=arena bits=64 build=${version}`)
  } else if (line.action === 'run') await run(line, build)
  else {
    process.stderr.write(line.action === 'help' ? usage(PROGRAM) : `${line.reason}\n`)
    process.exitCode = 1
  }
}

async function run(given: Given, build: Build): Promise<void> {
  const { store, settings } = createServerConfig()
  const commands = new CommandTable(allCommands)
  const configFile = readConfiguration(given, store, commands, build.redisVersion)
  if (mustDaemonize(store.bool('daemonize'), supervisor(store.text('supervised')) !== null)) {
    await startDaemon(given.stdin ? readStdin() : null)
  }
  let server: Server | null = null
  const log = openLog({
    format: store.text('log-format') as LogFormat,
    level: store.text('loglevel') as LogLevel,
    logfile: store.path('logfile'),
    role: () => (server === null ? 'C' : server.keyspace.state.isReplica ? 'S' : 'M'),
  })
  const daemon = new Daemon(() => log.lastWarning)
  reportCrashes(log, build.redisVersion)
  const supervision = new Supervision(store.text('supervised'), log)
  announceStart(log, { ...build, configured: given.options !== null, program: PROGRAM })
  for (const { name, reason } of store.ignoredInUse()) log.notice(withoutEffect(name, reason))
  store.onIgnored((name, reason) => log.notice(withoutEffect(name, reason)))

  seedHash(systemRandom.below(2 ** 32), systemRandom.below(2 ** 32))
  const world = new SystemWorld(configFile, build)
  const facts = new LiveFacts(store, world)
  // Loaded only when wanted: the HTTP server costs more memory than the rest of the process.
  const control = store.number('control-port') > 0 ? await import('./io/control-plane.ts') : null
  const metrics = control?.createServerMetrics(facts)
  const observe = metrics?.observe ?? notObserved
  const parts = { store, settings, clock: systemClock, random: systemRandom, log, observe, world }
  server = new Server(parts)
  facts.server = server
  facts.table = commands
  const replication = new Replication(server)
  facts.replication = new ReplicationFacts(replication)
  const descriptors = makeClientRoom(store, log)
  announceMode(log, {
    ...build,
    mode: 'standalone',
    port: store.number('port'),
    alwaysShowLogo: store.bool('always-show-logo'),
    syslogEnabled: store.bool('syslog-enabled'),
  })
  const load = await serve(server, replication, commands, log, world, {
    configFile,
    descriptors,
    supervision,
    facts,
  })
  if (control !== null && metrics !== undefined) {
    await orExit(log, control.openControlPlane(store, log, facts, metrics, descriptors))
  }
  replication.start(await load())
  announceReady(store, log)
  const waits = replication.isReplica()
  supervision.ready(
    `Ready to accept connections${waits ? ' in read-only mode. Waiting for MASTER <-> REPLICA sync' : ''}`,
  )
  daemon.ready()
}

/** What a process knows of those around it before it serves. */
interface AroundProcess {
  readonly configFile: string
  readonly descriptors: Descriptors
  readonly supervision: Supervision
  readonly facts: LiveFacts
}

/**
 * Builds what acts, and opens the door. Gives what loads the data set, and until then clients are told so.
 */
async function serve(
  server: Server,
  replication: Replication,
  commands: CommandTable,
  log: ProcessLog,
  world: SystemWorld,
  { configFile, descriptors, supervision, facts }: AroundProcess,
): Promise<() => Promise<StreamPlace | null>> {
  const { store } = server
  const gates = new Gates(server, {
    isReplica: () => replication.isReplica(),
    linkUp: () => replication.linkUp(),
    goodReplicas: () => replication.goodReplicas(),
    makeRoom: () => heart.makeRoom(),
    diskError: () => persistence.diskError(),
  })
  const host = new ServerHost(
    server,
    () => engine,
    gates,
    () => replication.isReplica(),
  )
  server.host = host
  facts.gates = gates
  const engine: Engine = new Engine(server, commands, gates)
  const turns = new Turns(engine)
  const upkeep = new Upkeep(server, engine.propagation)
  const background = new Background(turns, loadMeters(server))
  const reaper = new Reaper(!descriptors.tight)
  const { pool } = server.keyspace.arena
  pool.letGo = reaper.take
  const heart: Heart = new Heart(engine, new Cron(server, engine), upkeep, turns, background)
  const links = new ReplicationLinks(turns, store, background, replication)
  replication.attach(engine, gates, links)
  const migrations = new Migrations(server, engine, gates, new SystemMigrationWorld(turns, links))
  host.unblockers.push((client, withError) => replication.unblock(client, withError))
  engine.blocking.wakeIn = alarm(turns)
  const changed = (): void => {
    gates.refresh()
    replication.wake()
  }
  const saving = background.add({
    slice: us => persistence.slice(us),
    begins: () => persistence.saver.scheduled,
  })
  const disk = new SystemDisk(turns, () => store.bool('rdb-save-incremental-fsync'))
  const aof: Aof = new Aof(server, {
    disk: new SystemDisk(turns, () => store.bool('aof-rewrite-incremental-fsync')),
    manifests: new SystemDisk(turns, () => false),
    appendDisk: new SystemAppendDisk(turns),
    streamDb: () => (replication.isReplica() ? replication.streamDb() : server.log.selected),
    wake: background.add({ slice: us => aof.slice(us) }),
    progressed: () => replication.wake(),
    changed,
  })
  engine.propagation.onGrown.push(() => aof.work())
  const persistence: Persistence = new Persistence(server, aof, {
    disk,
    place: () => replication.place(),
    wake: saving,
    changed,
  })
  persistence.reloadAof = () => {
    const { position } = aof
    if (position === null) return 'it is being rewritten'
    if (engine.propagation.inTransaction) return 'the commands of a transaction are not in it yet'
    return reloadAof(engine, disk, position)
  }
  heart.listeners.push(now => replication.cron(now))
  heart.listeners.push(now => migrations.cron(now))
  heart.listeners.push(reportLink(supervision, replication))
  heart.listeners.push(() => persistence.cron())
  heart.listeners.push(() => aof.tick())
  heart.listeners.push(() => reaper.watch(pool.size()))
  const sessions = new Sessions(
    server,
    engine,
    turns,
    client => aof.held.of(client),
    () => host.passwordSet(),
    descriptors,
  )
  sessions.onClosed = client => replication.disconnected(client)
  const listeners = new Listeners(store, log, (connection, path) => sessions.accept(connection, path))
  const ending = new Ending(server, log, listeners, turns, supervision)
  const freeSnapshot = (): void => {
    aof.abortRewrite()
    replication.primary.dropAll()
  }
  ending.duties.push(waitForReplicas(replication, host, turns))
  ending.duties.push(mayEnd(aof, log))
  const saves = (): void => supervision.status('Saving the final RDB snapshot')
  ending.duties.push(finalSave(persistence, disk, freeSnapshot, turns, saves))
  ending.duties.push(flushAof(aof, log, turns))
  world.ending = ending
  applyConfig({ engine, gates, upkeep, log, heart, listeners })
  showTitle(store, { program: 'redis-server', mode: '', configFile })
  // Nobody is to see, or change, what is not there yet.
  server.setLoading(true)
  replication.takeRole()
  gates.refresh()
  await orExit(log, listeners.open())
  // Not before: the file of a server that has the port already would be overwritten.
  ending.pidfile = writePidFile(store, log)
  ending.listen(store)
  log.notice('Server initialized')
  const settled = (): void => gates.refresh()
  if (!store.bool('appendonly')) return () => loadData(persistence, turns, settled)
  return () => new AofStart(aof, engine, persistence, turns, settled).run()
}

function announceReady(store: ConfigStore, log: ProcessLog): void {
  if (store.number('port') > 0) log.notice('Ready to accept connections tcp')
  if (store.path('unixsocket') !== '') log.notice('Ready to accept connections unix')
}

/** Waits for a reason to exit, and exits if there is one. */
async function orExit(log: ProcessLog, opening: Promise<string | null>): Promise<void> {
  const reason = await opening
  if (reason === null) return
  log.warning(reason)
  process.exit(1)
}
