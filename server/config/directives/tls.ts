/** TLS. Kept for CONFIG GET and REWRITE until the TLS listener lands. */

import { type Directive, type DirectiveFlag, directive, type Kind } from '../../../shared/config/directive.ts'
import { bool, integer, oneOf, text } from '../../../shared/config/kinds.ts'

const NO_TLS = 'there is no TLS listener yet'

function tlsDirective(
  name: string,
  kind: Kind,
  initial: string,
  flags: readonly DirectiveFlag[] = [],
): Directive {
  return directive({ name, kind, default: initial, flags, ignored: NO_TLS })
}

export const tls = [
  tlsDirective('tls-port', integer(0, 65535), '0'),
  tlsDirective('tls-cluster', bool(), 'no'),
  tlsDirective('tls-replication', bool(), 'no'),
  tlsDirective('tls-auth-clients', oneOf(['no', 'yes', 'optional']), 'yes'),
  tlsDirective('tls-prefer-server-ciphers', bool(), 'no'),
  tlsDirective('tls-session-caching', bool(), 'yes'),
  tlsDirective('tls-session-cache-size', integer(0), '20480'),
  tlsDirective('tls-session-cache-timeout', integer(0), '300'),
  tlsDirective('tls-cert-file', text(), ''),
  tlsDirective('tls-key-file', text(), ''),
  tlsDirective('tls-key-file-pass', text(), '', ['sensitive']),
  tlsDirective('tls-client-cert-file', text(), ''),
  tlsDirective('tls-client-key-file', text(), ''),
  tlsDirective('tls-client-key-file-pass', text(), '', ['sensitive']),
  tlsDirective('tls-dh-params-file', text(), ''),
  tlsDirective('tls-ca-cert-file', text(), ''),
  tlsDirective('tls-ca-cert-dir', text(), ''),
  tlsDirective('tls-protocols', text(), ''),
  tlsDirective('tls-ciphers', text(), ''),
  tlsDirective('tls-ciphersuites', text(), ''),
]
