/*
 * The data folder of the appliance: configuration files that outlive a run, and pid files that tell one run
 * of another.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Layout } from './layout.ts'

/** @returns a sentence when the folder holds an appliance on other ports, else undefined */
export function keptConfigProblem({ nodes, dataFolder }: Layout): string | undefined {
  for (const { configPath, port } of nodes) {
    if (!existsSync(configPath)) continue
    const kept = /^port\s+(\d+)\s*$/m.exec(readFileSync(configPath, 'utf8'))?.[1]
    if (kept === String(port)) continue
    return (
      `${configPath} was written for port ${kept ?? '?'}, not ${port}: use the ports of that run again, ` +
      `choose another folder with DATA=..., or remove ${dataFolder} to start afresh.`
    )
  }
  return undefined
}

/** Writes the configuration files that are not there yet; the others hold the state of earlier runs. */
export function writeFirstConfigs({ nodes }: Layout): void {
  for (const { folder, configPath, firstConfig } of nodes) {
    mkdirSync(folder, { recursive: true })
    if (!existsSync(configPath)) writeFileSync(configPath, firstConfig)
  }
}

export function writePid(path: string, pid: number): void {
  mkdirSync(dirname(path), { recursive: true })
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
