/** SENTINEL: what a sentinel knows and what it can be told; Valkey's names beside Redis's. */
import { command } from '../../../shared/command/command.ts'
import type { SentinelContext } from '../../engine/context.ts'
import { sentinelCkquorum } from './ckquorum.ts'
import { sentinelConfig } from './config.ts'
import { sentinelDebug } from './debug.ts'
import { sentinelFailover } from './failover.ts'
import { sentinelFlushconfig } from './flushconfig.ts'
import { sentinelGetMasterAddrByName } from './get-master-addr-by-name.ts'
import { sentinelGetPrimaryAddrByName } from './get-primary-addr-by-name.ts'
import { sentinelHelp } from './help.ts'
import { sentinelInfoCache } from './info-cache.ts'
import { sentinelIsMasterDownByAddr } from './is-master-down-by-addr.ts'
import { sentinelIsPrimaryDownByAddr } from './is-primary-down-by-addr.ts'
import { sentinelMaster } from './master.ts'
import { sentinelMasters } from './masters.ts'
import { sentinelMonitor } from './monitor.ts'
import { sentinelMyid } from './myid.ts'
import { sentinelPendingScripts } from './pending-scripts.ts'
import { sentinelPrimaries } from './primaries.ts'
import { sentinelPrimary } from './primary.ts'
import { sentinelRemove } from './remove.ts'
import { sentinelReplicas } from './replicas.ts'
import { sentinelReset } from './reset.ts'
import { sentinelSentinels } from './sentinels.ts'
import { sentinelSet } from './set.ts'
import { sentinelSimulateFailure } from './simulate-failure.ts'
import { sentinelSlaves } from './slaves.ts'

export const sentinel = command<SentinelContext>({
  name: 'SENTINEL',
  group: 'sentinel',
  since: '2.8.4',
  arity: -2,
  summary: 'A container for Sentinel commands',
  complexity: 'Depends on subcommand.',
  flags: ['admin', 'only_sentinel'],
  subcommands: [
    sentinelCkquorum,
    sentinelConfig,
    sentinelDebug,
    sentinelFailover,
    sentinelFlushconfig,
    sentinelGetMasterAddrByName,
    sentinelGetPrimaryAddrByName,
    sentinelHelp,
    sentinelInfoCache,
    sentinelIsMasterDownByAddr,
    sentinelIsPrimaryDownByAddr,
    sentinelMaster,
    sentinelMasters,
    sentinelMonitor,
    sentinelMyid,
    sentinelPendingScripts,
    sentinelPrimaries,
    sentinelPrimary,
    sentinelRemove,
    sentinelReplicas,
    sentinelReset,
    sentinelSentinels,
    sentinelSet,
    sentinelSimulateFailure,
    sentinelSlaves,
  ],
})
