/**
 * Which history a server's data belongs to, and how much data that is, as its INFO says; and the one question
 * that both processes ask of it: is a primary that came back behind a replica that followed it?
 *
 * A replica asks before it lets a returned primary replace its data (server/replication/lineage-guard.ts), a
 * sentinel before it lets a returned primary stay one (sentinel/core/reboot.ts). Both must come to the same
 * answer, so they share the rule.
 */

export interface Lineage {
  role: 'master' | 'slave' | ''
  /** Of the process; '' while unknown. */
  runId: string
  uptimeSeconds: number
  loading: boolean
  appendOnly: boolean
  /** Keys that the process loaded from an RDB file or base, -1 while unknown. */
  loadedKeys: number
  /**
   * Replication ID, '' while unknown, and the ID before it with the first byte, from one, it does not have.
   */
  id: string
  secondId: string
  secondOffset: number
  /** Bytes of the history `id` that the data includes, -1 while unknown. */
  offset: number
  /** Keys in all databases, and those of them that expire. */
  keys: number
  volatileKeys: number
}

export function unknownLineage(): Lineage {
  return {
    role: '',
    runId: '',
    uptimeSeconds: 0,
    loading: false,
    appendOnly: false,
    loadedKeys: -1,
    id: '',
    secondId: '',
    secondOffset: -1,
    offset: -1,
    keys: 0,
    volatileKeys: 0,
  }
}

/** Takes in one `name:value` line of INFO. */
export function noteLineage(lineage: Lineage, name: string, value: string): void {
  switch (name) {
    case 'role':
      lineage.role = value === 'master' || value === 'slave' ? value : ''
      return
    case 'run_id':
      lineage.runId = value
      return
    case 'uptime_in_seconds':
      lineage.uptimeSeconds = Number(value) || 0
      return
    case 'loading':
      lineage.loading = value === '1'
      return
    case 'aof_enabled':
      lineage.appendOnly = value === '1'
      return
    case 'rdb_last_load_keys_loaded':
      lineage.loadedKeys = Number(value) || 0
      return
    case 'master_replid':
      lineage.id = value
      return
    case 'master_replid2':
      lineage.secondId = value
      return
    case 'second_repl_offset':
      lineage.secondOffset = Number(value) || -1
      return
    case 'master_repl_offset':
      lineage.offset = Number(value) || 0
      return
    default:
      if (/^db\d+$/.test(name)) addDatabase(lineage, value)
  }
}

/** `keys=10,expires=2,avg_ttl=0` */
function addDatabase(lineage: Lineage, value: string): void {
  lineage.keys += Number(/(?:^|,)keys=(\d+)/.exec(value)?.[1] ?? 0)
  lineage.volatileKeys += Number(/(?:^|,)expires=(\d+)/.exec(value)?.[1] ?? 0)
}

/** What a whole INFO says. */
export function lineageOf(info: string): Lineage {
  const lineage = unknownLineage()
  for (const line of info.split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) noteLineage(lineage, line.slice(0, colon), line.slice(colon + 1).trimEnd())
  }
  return lineage
}

/**
 * How far, in bytes of the replica's history, a primary shares it: Infinity for all of it, -1 when neither
 * knows the other's IDs.
 */
export function sharedOffset(primary: Lineage, replica: Lineage): number {
  if (primary.id === replica.id || primary.id === replica.secondId) return Number.POSITIVE_INFINITY
  if (primary.secondOffset < 0) return -1
  if (primary.secondId === replica.id) return primary.secondOffset - 1
  if (replica.secondOffset < 0 || primary.secondId !== replica.secondId) return -1
  return Math.min(primary.secondOffset, replica.secondOffset) - 1
}

/**
 * Whether a primary that has started anew lacks data that a replica of the process before it holds.
 *
 * When the IDs say where the two histories parted, that decides. When they do not (the primary started
 * without a file, or from one that names no history, such as an append only file), the two offsets are not
 * comparable. Then a primary that loaded nothing is behind, whatever its clients have written since.
 * Otherwise the numbers of keys decide: keys without an expiry, because a replica keeps expired keys until
 * its primary deletes them. An append only file is complete up to its last fsync, and clients may have
 * deleted keys since the start, so a primary that has one is behind only when it holds less than half.
 */
export function isBehind(primary: Lineage, replica: Lineage): boolean {
  if (primary.role !== 'master' || primary.loading || primary.id === '') return false
  if (replica.id === '' || replica.loading || replica.keys === 0) return false
  const shared = sharedOffset(primary, replica)
  if (shared >= 0) return replica.offset > shared
  if (primary.keys === 0 || (primary.loadedKeys === 0 && !primary.appendOnly)) return true
  const wanted = replica.keys - replica.volatileKeys
  return primary.keys - primary.volatileKeys < (primary.appendOnly ? wanted / 2 : wanted)
}
