/*
 * `make up` and `make down`.
 *
 *   main.ts up <port> <sentinel port> <data folder>
 *   main.ts down <data folder>
 */
import { relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { busyPorts } from './busy-ports.ts'
import { keptConfigProblem, removePid, runningPid, writeFirstConfigs, writePid } from './folder.ts'
import { type Layout, layout, masterName, type Node, portProblem } from './layout.ts'
import { Supervisor } from './supervisor.ts'

const supervisorMark = 'appliance/main.ts'
/** Sentinels, replicas and the primary end one after the other; servers save their data first. */
const stopPatienceMs = 400_000

async function up(port: number, sentinelPort: number, dataFolder: string): Promise<void> {
  const problem = portProblem(port, sentinelPort)
  if (problem) return fail(problem)
  const plan = layout(port, sentinelPort, resolve(dataFolder))
  const running = runningPid(plan.pidPath, supervisorMark)
  if (running)
    return fail(`The appliance in ${dataFolder} is already running, pid ${running}; make down stops it.`)
  const kept = keptConfigProblem(plan)
  if (kept) return fail(kept)
  const busy = await busyPorts(plan.nodes)
  if (busy.length > 0) {
    const hint = orphans(plan.nodes).length
      ? 'Nodes of an earlier run are still there; make down stops them.'
      : 'Nothing was started; choose other ports, for example: make up PORT=7001 SENTINEL_PORT=27001.'
    return fail([...busy, hint].join('\n'))
  }

  writeFirstConfigs(plan)
  writePid(plan.pidPath, process.pid)
  const supervisor = new Supervisor(plan)
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopped ??= supervisor.stop().then(() => removePid(plan.pidPath))
    return stopped
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopped) console.log('\nStopping: sentinels, replicas, primary.')
      void stop()
    })
  }
  // Whoever read our output may have gone before us.
  process.stdout.on('error', () => {})

  console.log('Starting three servers and three sentinels ...')
  const whyNot = await supervisor.start()
  if (whyNot !== undefined) {
    await stop()
    return fail(whyNot)
  }
  if (!stopped) {
    welcome(supervisor, plan)
    await supervisor.watch()
  }
  await stop()
  console.log('Stopped.')
}

function welcome(supervisor: Supervisor, plan: Layout): void {
  const header = ['ROLE', 'ADDRESS', 'PID', 'CONTROL PLANE', 'LOG']
  const rows = supervisor.endpoints().map(row => row.with(4, relative(process.cwd(), row[4] ?? '')))
  printTable([header, ...rows])
  const primary = supervisor.primaryProcess
  const sentinels = plan.nodes.filter(node => node.kind === 'sentinel').map(node => node.port)
  console.log(
    `\nTry it: redis-cli -p ${primary?.node.port} set greeting hello, then kill -9 ${primary?.pid} ` +
      'and watch here how the sentinels promote a replica and the dead node returns as one.',
  )
  console.log(
    `Clients ask the sentinels on ${sentinels.join(', ')} for ${masterName}; ` +
      'Ctrl-C here, or make down elsewhere, stops everything.\n',
  )
}

function printTable(rows: string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  console.log('')
  for (const row of rows) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
  }
}

async function down(dataFolder: string): Promise<void> {
  const plan = layout(0, 0, resolve(dataFolder))
  const running = runningPid(plan.pidPath, supervisorMark)
  if (running) {
    process.kill(running, 'SIGTERM')
    const gone = await waitUntil(() => runningPid(plan.pidPath, supervisorMark) === undefined)
    return gone ? console.log('Stopped.') : fail(`The appliance, pid ${running}, does not stop.`)
  }
  const left = orphans(plan.nodes)
  if (left.length === 0) return console.log(`No appliance is running in ${dataFolder}.`)
  console.log(`The supervisor is gone; stopping what it left: ${left.map(node => node.name).join(', ')}.`)
  // Without a supervisor nobody knows who the primary is; sentinels first is the order that matters.
  for (const kind of ['sentinel', 'server']) {
    const group = left.filter(node => node.kind === kind)
    for (const node of group) {
      const pid = nodePid(node)
      if (pid) process.kill(pid, 'SIGTERM')
    }
    if (!(await waitUntil(() => orphans(group).length === 0))) {
      return fail(`These do not stop: ${orphans(group).map(node => node.name)}.`)
    }
  }
  for (const path of [plan.pidPath, ...left.map(node => node.pidPath)]) removePid(path)
  console.log('Stopped.')
}

/** Nodes that run although no supervisor watches them. */
function orphans(nodes: Node[]): Node[] {
  return nodes.filter(node => nodePid(node) !== undefined)
}

function nodePid({ pidPath, configPath, folder }: Node): number | undefined {
  return runningPid(pidPath, configPath, folder)
}

async function waitUntil(done: () => boolean): Promise<boolean> {
  for (const limit = performance.now() + stopPatienceMs; performance.now() < limit; await sleep(50)) {
    if (done()) return true
  }
  return done()
}

function fail(why: string): void {
  console.error(why)
  process.exitCode = 1
}

const [verb, ...args] = process.argv.slice(2)
if (verb === 'up' && args.length === 3) await up(Number(args[0]), Number(args[1]), args[2] as string)
else if (verb === 'down' && args.length === 1) await down(args[0] as string)
else fail('usage: main.ts up <port> <sentinel port> <data folder> | down <data folder>')
