/**
 * The server's configuration, at its defaults: the store to load and ask, and its fields for fast reading.
 */

import { ConfigStore } from '../../shared/config/store.ts'
import { Settings } from './settings.ts'
import { directives } from './table.ts'

export interface ServerConfig {
  readonly store: ConfigStore
  readonly settings: Settings
}

export function createServerConfig(): ServerConfig {
  const store = new ConfigStore(directives)
  store.checkAtEnd(() => {
    const replicaInCluster = store.bool('cluster-enabled') && store.list('replicaof').length > 0
    return replicaInCluster ? 'replicaof directive not allowed in cluster mode' : null
  })
  return { store, settings: new Settings(store) }
}
