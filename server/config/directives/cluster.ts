/** Cluster mode. Kept for CONFIG GET and REWRITE until cluster mode lands. */

import { type Directive, type DirectiveFlag, directive, type Kind } from '../../../shared/config/directive.ts'
import { bool, integer, LONG_MAX, memory, oneOf, text, ULONG_MAX } from '../../../shared/config/kinds.ts'
import { announcedHostName } from '../kinds.ts'

const NO_CLUSTER = 'there is no cluster mode yet'

interface Extra {
  readonly alias?: string
  readonly flags?: readonly DirectiveFlag[]
}

function ofCluster(name: string, kind: Kind, initial: string, extra: Extra = {}): Directive {
  return directive({ name, kind, default: initial, ...extra, ignored: NO_CLUSTER })
}

const IMMUTABLE: Extra = { flags: ['immutable'] }
const port = integer(0, 65535)

export const cluster = [
  ofCluster('cluster-enabled', bool(), 'no', IMMUTABLE),
  ofCluster('cluster-config-file', text({ keepEmpty: true }), 'nodes.conf', IMMUTABLE),
  ofCluster('cluster-port', port, '0', IMMUTABLE),
  ofCluster('cluster-node-timeout', integer(0, LONG_MAX), '15000'),
  ofCluster('cluster-ping-interval', integer(0, LONG_MAX), '0', { flags: ['hidden'] }),
  ofCluster('cluster-replica-validity-factor', integer(0), '10', { alias: 'cluster-slave-validity-factor' }),
  ofCluster('cluster-replica-no-failover', bool(), 'no', { alias: 'cluster-slave-no-failover' }),
  ofCluster('cluster-migration-barrier', integer(0), '1'),
  ofCluster('cluster-allow-replica-migration', bool(), 'yes'),
  ofCluster('cluster-require-full-coverage', bool(), 'yes'),
  ofCluster('cluster-allow-reads-when-down', bool(), 'no'),
  ofCluster('cluster-allow-pubsubshard-when-down', bool(), 'yes'),
  ofCluster('cluster-link-sendbuf-limit', memory(0, ULONG_MAX), '0'),
  ofCluster('cluster-announce-ip', text(), ''),
  ofCluster('cluster-announce-client-ipv4', text(), ''),
  ofCluster('cluster-announce-client-ipv6', text(), ''),
  ofCluster('cluster-announce-client-port', port, '0'),
  ofCluster('cluster-announce-client-tls-port', port, '0'),
  ofCluster('cluster-announce-hostname', announcedHostName, ''),
  ofCluster('cluster-announce-human-nodename', text(), ''),
  ofCluster('cluster-announce-port', port, '0'),
  ofCluster('cluster-announce-tls-port', port, '0'),
  ofCluster('cluster-announce-bus-port', port, '0'),
  ofCluster('cluster-preferred-endpoint-type', oneOf(['ip', 'hostname', 'unknown-endpoint']), 'ip'),
  ofCluster('cluster-blacklist-ttl', integer(0), '60'),
  ofCluster('cluster-manual-failover-timeout', integer(1), '5000'),
  ofCluster('cluster-slot-stats-enabled', bool(), 'no'),
  ofCluster('cluster-databases', integer(1), '1', IMMUTABLE),
  ofCluster('cluster-compatibility-sample-ratio', integer(0, 100), '0'),
]
