/** Passwords, users, and which dangerous commands are let through. */

import { type Directive, directive } from '../../../shared/config/directive.ts'
import { integer, LONG_MAX, oneOf, text } from '../../../shared/config/kinds.ts'

const NO_USERS = 'there are no ACL users yet, but for the default one'

function guarded(name: string): Directive {
  return directive({ name, kind: oneOf(['no', 'yes', 'local']), default: 'no', flags: ['immutable'] })
}

export const security = [
  directive({ name: 'requirepass', kind: text(), default: '', flags: ['sensitive'] }),
  directive({ name: 'aclfile', kind: text({ keepEmpty: true }), default: '', flags: ['immutable'] }),
  directive({ name: 'acllog-max-len', kind: integer(0, LONG_MAX), default: '128', ignored: NO_USERS }),
  directive({
    name: 'acl-pubsub-default',
    kind: oneOf(['allchannels', 'resetchannels']),
    default: 'resetchannels',
    ignored: NO_USERS,
  }),
  guarded('enable-protected-configs'),
  guarded('enable-debug-command'),
  directive({
    name: 'enable-module-command',
    kind: oneOf(['no', 'yes', 'local']),
    default: 'no',
    flags: ['immutable'],
    ignored: 'there are no modules',
  }),
]
