/*
 * `make up` and `make down`.
 *
 *   main.ts up <port> <sentinel port> <data folder>
 *   main.ts down <data folder>
 */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { systemReason } from '../config-files.ts'
import { busyPorts } from './busy-ports.ts'
import {
  folderProblem,
  keptConfigProblem,
  removePid,
  runningPid,
  writeFirstConfigs,
  writePid,
} from './folder.ts'
import { type Given, type Layout, layout, makeCommand, masterName, type Node, portProblem } from './layout.ts'
import { Supervisor } from './supervisor.ts'

const supervisorMark = 'appliance/main.ts'
/** Sentinels, replicas and the primary end one after the other; servers save their data first. */
const stopPatienceMs = 400_000
const starterPollMs = 500

async function up(given: Given): Promise<void> {
  const { port, sentinelPort, data } = given
  const plan = layout(port, sentinelPort, resolve(data))
  const problem = portProblem(port, sentinelPort) ?? folderProblem(data, plan.dataFolder)
  if (problem) return fail(problem)
  const running = runningPid(plan.pidPath, supervisorMark)
  const down = makeCommand('down', given)
  if (running) return fail(`The appliance in ${data} is already running, pid ${running}; ${down} stops it.`)
  const kept = keptConfigProblem(plan, data)
  if (kept) return fail(kept)
  const busy = await busyPorts(plan.nodes)
  if (busy.length > 0) {
    const elsewhere = makeCommand('up', { port: 7001, sentinelPort: 27001, data: otherFolder(plan, data) })
    const hint = orphans(plan.nodes).length
      ? `Nodes of an earlier run are still there; ${down} stops them.`
      : `Nothing was started; choose other ports, for example: ${elsewhere}.`
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
  stopWithStarter(stop)

  console.log('Starting three servers and three sentinels ...')
  const whyNot = await supervisor.start()
  if (whyNot !== undefined) {
    await stop()
    return fail(whyNot)
  }
  if (!stopped) {
    welcome(supervisor, plan, down)
    await supervisor.watch()
  }
  await stop()
  console.log('Stopped.')
}

/**
 * Ends with whom started us where no signal says so: make tells its children nothing when it is killed, nor
 * when the terminal is closed that make alone leads. Then somebody else is our parent; and a terminal is none
 * any more.
 */
function stopWithStarter(stop: () => Promise<void>): void {
  const parent = process.env.MAKELEVEL === undefined ? undefined : process.ppid
  const terminals = [0, 1, 2].filter(isatty)
  const look = setInterval(() => {
    if ((parent === undefined || process.ppid === parent) && terminals.every(isatty)) return
    clearInterval(look)
    void stop()
  }, starterPollMs)
  look.unref()
}

/** A folder that keeps configurations keeps its ports, too. */
function otherFolder({ nodes }: Layout, data: string): string {
  return nodes.some(node => existsSync(node.configPath)) ? `${data}-2` : data
}

function welcome(supervisor: Supervisor, plan: Layout, down: string): void {
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
      `Ctrl-C here, or ${down} elsewhere, stops everything.\n`,
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

async function down(data: string): Promise<void> {
  if (data.trim() === '') return fail('DATA is empty: it must name a folder, for example DATA=data.')
  const plan = layout(0, 0, resolve(data))
  const running = runningPid(plan.pidPath, supervisorMark)
  if (running) {
    process.kill(running, 'SIGTERM')
    const gone = await waitUntil(() => runningPid(plan.pidPath, supervisorMark) === undefined)
    return gone ? console.log('Stopped.') : fail(`The appliance, pid ${running}, does not stop.`)
  }
  const left = orphans(plan.nodes)
  if (left.length === 0) return console.log(`No appliance is running in ${data}.`)
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

async function run([verb, ...args]: string[]): Promise<void> {
  const [first, second, third] = args
  if (verb === 'up' && third !== undefined) {
    await up({ port: Number(first), sentinelPort: Number(second), data: third })
  } else if (verb === 'down' && first !== undefined) await down(first)
  else fail('usage: main.ts up <port> <sentinel port> <data folder> | down <data folder>')
}

// Node would open its debugger to every user of this machine at this signal.
process.on('SIGUSR1', () => {})
try {
  await run(process.argv.slice(2))
} catch (error) {
  const { path } = error as NodeJS.ErrnoException
  fail(`${path === undefined ? 'This does not work' : `${path} cannot be used`}: ${systemReason(error)}.`)
}
