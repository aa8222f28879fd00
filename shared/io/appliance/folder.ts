/*
 * The data folder of the appliance: configuration files that outlive a run, and pid files that tell one run
 * of another.
 */
import { execFileSync } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { systemReason } from '../config-files.ts'
import { type Layout, makeCommand, type Node } from './layout.ts'

/** @returns a sentence when the folder holds an appliance on other ports, else undefined */
export function keptConfigProblem({ nodes, dataFolder }: Layout, data: string): string | undefined {
  const other = nodes.find(({ configPath, port }) => ![port, undefined].includes(keptPort(configPath)))
  if (other === undefined) return undefined
  const first = (kind: Node['kind']) => nodes.find(node => node.kind === kind) as Node
  const port = keptPort(first('server').configPath)
  const sentinelPort = keptPort(first('sentinel').configPath)
  const again =
    port === undefined || sentinelPort === undefined
      ? 'use the ports of that run again'
      : `say ${makeCommand('up', { port, sentinelPort, data })}`
  return (
    `${other.configPath} was written for port ${keptPort(other.configPath)}, not ${other.port}: ${again}, ` +
    `choose another folder with DATA=..., or remove ${dataFolder} to start afresh.`
  )
}

/** The port a configuration file of an earlier run names; undefined when there is none. */
function keptPort(configPath: string): number | undefined {
  if (!existsSync(configPath)) return undefined
  return Number(/^port\s+(\d+)\s*$/m.exec(readFileSync(configPath, 'utf8'))?.[1] ?? 0)
}

/** @returns a sentence when the data folder is none or cannot be written to, else undefined */
export function folderProblem(data: string, dataFolder: string): string | undefined {
  if (data.trim() === '') return 'DATA is empty: it must name a folder, for example DATA=data.'
  try {
    makeFolder(dataFolder)
    if (!statSync(dataFolder).isDirectory()) return `DATA=${data} is not a folder; choose another one.`
    accessSync(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ENOTDIR') return `DATA=${data} is not a folder; choose another one.`
    return `DATA=${data} cannot be used: ${systemReason(error)}; choose another folder.`
  }
}

/** Node's own `recursive` never ends where the system denies that a folder's parent is there, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

/** Writes the configuration files that are not there yet; the others hold the state of earlier runs. */
export function writeFirstConfigs({ nodes }: Layout): void {
  for (const { folder, configPath, firstConfig } of nodes) {
    makeFolder(folder)
    if (!existsSync(configPath)) writeFileSync(configPath, firstConfig)
  }
}

export function writePid(path: string, pid: number): void {
  writeFileSync(path, `${pid}\n`)
}

export function removePid(path: string): void {
  rmSync(path, { force: true })
}

/**
 * The process a pid file speaks of, if it still runs. A pid may have been given to another program meanwhile,
 * so its command line must contain `mark`, or, since a server may rename itself, its working directory be
 * `folder`.
 */
export function runningPid(path: string, mark: string, folder?: string): number | undefined {
  if (!existsSync(path)) return undefined
  const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
  if (!(pid > 1)) return undefined
  const ours = commandLine(pid).includes(mark) || (folder !== undefined && workingFolder(pid) === folder)
  return ours ? pid : undefined
}

function commandLine(pid: number): string {
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/** Known on Linux only. */
function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}
