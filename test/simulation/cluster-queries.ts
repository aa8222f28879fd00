/*
 * Asking a simulated sentinel what a client could ask.
 */
import { fieldsOf } from '../../sentinel/core/queries.ts'
import type { SentinelNode } from './sentinel-node.ts'

/** One field of SENTINEL MASTER m. */
export function queryField(node: SentinelNode, name: string): string {
  const master = node.state.masters.get('m')!
  const fields = fieldsOf(node.state, master, master.primary, node.now)
  return fields[fields.indexOf(name) + 1]!
}
