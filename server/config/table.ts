/**
 * Every directive of the server: Redis 7.2's with its defaults and bounds, those that Valkey 8 adds, and
 * ours.
 */

import type { Directive } from '../../shared/config/directive.ts'
import { advanced, holdfast } from './directives/advanced.ts'
import { cluster } from './directives/cluster.ts'
import { dataStructures } from './directives/data-structures.ts'
import { general } from './directives/general.ts'
import { limits } from './directives/limits.ts'
import { memoryLimits } from './directives/memory.ts'
import { network } from './directives/network.ts'
import { observability } from './directives/observability.ts'
import { persistence } from './directives/persistence.ts'
import { replication } from './directives/replication.ts'
import { security } from './directives/security.ts'
import { tls } from './directives/tls.ts'

export const directives: readonly Directive[] = [
  ...network,
  ...tls,
  ...general,
  ...limits,
  ...memoryLimits,
  ...replication,
  ...persistence,
  ...security,
  ...dataStructures,
  ...observability,
  ...cluster,
  ...advanced,
  ...holdfast,
]
