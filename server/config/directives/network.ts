/** Where the server listens and how it treats connections. */

import { directive } from '../../../shared/config/directive.ts'
import { bool, integer, octal, text, UINT_MAX } from '../../../shared/config/kinds.ts'
import { addresses } from '../kinds.ts'

const NO_RDMA = 'there is no RDMA transport'

export const network = [
  directive({ name: 'port', kind: integer(0, 65535), default: '6379' }),
  directive({ name: 'bind', kind: addresses(), default: '* -::*' }),
  directive({ name: 'bind-source-addr', kind: text(), default: '' }),
  directive({ name: 'unixsocket', kind: text(), default: '', flags: ['immutable'] }),
  directive({ name: 'unixsocketperm', kind: octal(0o777), default: '0', flags: ['immutable'] }),
  directive({
    name: 'unixsocketgroup',
    kind: text(),
    default: '',
    flags: ['immutable'],
    ignored: 'the socket keeps the group of the process',
  }),
  directive({ name: 'protected-mode', kind: bool(), default: 'yes' }),
  directive({ name: 'tcp-backlog', kind: integer(0), default: '511', flags: ['immutable'] }),
  directive({ name: 'tcp-keepalive', kind: integer(0), default: '300' }),
  directive({ name: 'timeout', kind: integer(0), default: '0' }),
  directive({
    name: 'socket-mark-id',
    kind: integer(0, UINT_MAX),
    default: '0',
    flags: ['immutable'],
    ignored: 'Node cannot set a mark on sockets',
  }),
  directive({
    name: 'max-new-connections-per-cycle',
    kind: integer(1, 1000),
    default: '10',
    ignored: 'the event loop accepts connections fairly by itself',
  }),
  directive({
    name: 'max-new-tls-connections-per-cycle',
    kind: integer(1, 1000),
    default: '1',
    ignored: 'the event loop accepts connections fairly by itself',
  }),
  directive({
    name: 'mptcp',
    kind: bool(),
    default: 'no',
    flags: ['immutable'],
    ignored: 'Node has no multipath TCP',
  }),
  directive({
    name: 'repl-mptcp',
    kind: bool(),
    default: 'no',
    ignored: 'Node has no multipath TCP',
  }),
  directive({ name: 'rdma-bind', kind: addresses(), default: '', ignored: NO_RDMA }),
  directive({ name: 'rdma-port', kind: integer(0, 65535), default: '0', ignored: NO_RDMA }),
  directive({
    name: 'rdma-rx-size',
    kind: integer(65536, 16777216),
    default: '1048576',
    flags: ['immutable'],
    ignored: NO_RDMA,
  }),
  directive({
    name: 'rdma-completion-vector',
    kind: integer(-1, 1024),
    default: '-1',
    flags: ['immutable'],
    ignored: NO_RDMA,
  }),
]
