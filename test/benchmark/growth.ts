// How much memory a server has come to need.
import type { ServerProcess } from '../support/server-process.ts'
import { info } from './contestants.ts'
import { settledRssBytes } from './process-usage.ts'

/** Bytes. */
export interface Growth {
  rss: number
  used: number
}

export async function state(server: ServerProcess): Promise<Growth> {
  return { rss: await settledRssBytes(server.pid), used: await info(server, 'used_memory') }
}

export function since(before: Growth, after: Growth): Growth {
  return { rss: after.rss - before.rss, used: after.used - before.used }
}

export function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
