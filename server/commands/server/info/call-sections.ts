/** INFO commandstats, latencystats and errorstats. */
import { formatHundredths } from '../../../../shared/bytes/double.ts'
import type { ServerContext } from '../../../engine/context.ts'

export function commandLines({ commands }: ServerContext): string[] {
  const lines: string[] = []
  for (const { name, calls, usec, rejected, failed } of commands.entries()) {
    if (calls + rejected + failed === 0) continue
    const each = calls === 0 ? 0 : usec / calls
    lines.push(
      `cmdstat_${name}:calls=${calls},usec=${Math.round(usec)},usec_per_call=${formatHundredths(each)},` +
        `rejected_calls=${rejected},failed_calls=${failed}`,
    )
  }
  return lines
}

export function latencyLines({ commands, server }: ServerContext): string[] {
  const percentiles = server.store.list('latency-tracking-info-percentiles')
  const lines: string[] = []
  for (const { name, latency } of commands.entries()) {
    if (latency === null) continue
    const values = percentiles.map(p => `p${p}=${latency.percentile(Number(p)).toFixed(3)}`)
    lines.push(`latency_percentiles_usec_${name}:${values.join(',')}`)
  }
  return lines
}

export function errorLines({ server }: ServerContext): string[] {
  const found = [...server.stats.errors].sort(([a], [b]) => (a < b ? -1 : 1))
  return found.map(([word, count]) => `errorstat_${word.replace(/[#:\r\n]/g, '_')}:count=${count}`)
}
