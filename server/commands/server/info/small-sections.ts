/** INFO clients, modules and cluster. */
import { clientState, WAITING } from '../../../../shared/client/client.ts'
import type { ServerContext } from '../../../engine/context.ts'

export function clientLines({ clients, engine, server }: ServerContext): string[] {
  let replicas = 0
  let blocked = 0
  let pubsub = 0
  let input = 0
  let output = 0
  for (const client of clients.byId.values()) {
    if (client.class() === 'replica') replicas++
    if (client.has(WAITING)) blocked++
    if (client.has(clientState.subscribed)) pubsub++
    input = Math.max(input, client.parser.heldBytes())
    output = Math.max(output, client.outputBytes())
  }
  return [
    `connected_clients:${clients.byId.size - replicas}`,
    'cluster_connections:0',
    `maxclients:${server.settings.maxclients}`,
    `client_recent_max_input_buffer:${input}`,
    `client_recent_max_output_buffer:${output}`,
    `blocked_clients:${blocked}`,
    'tracking_clients:0',
    `pubsub_clients:${pubsub}`,
    `watching_clients:${server.watches.clients()}`,
    `clients_in_timeout_table:${engine.blocking.timed}`,
    `total_watched_keys:${server.watches.size}`,
    `total_blocking_keys:${engine.blocking.keys}`,
    'total_blocking_keys_on_nokey:0',
  ]
}

export function moduleLines(): string[] {
  return []
}

export function clusterLines({ server }: ServerContext): string[] {
  return [`cluster_enabled:${server.store.bool('cluster-enabled') ? 1 : 0}`]
}
