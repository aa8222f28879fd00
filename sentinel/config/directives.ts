/**
 * The general directives of a sentinel. Its file may hold any directive of redis.conf, because a Redis
 * Sentinel is the same program and writes several of them there itself; those that mean something to a
 * sentinel are checked like a server's, the rest (server-directives.ts) are accepted and left as they stand.
 *
 * Where Redis's sentinel departs from its server, so does this: port 26379, protected-mode off.
 */
import { type Directive, directive } from '../../shared/config/directive.ts'
import { bool, integer, list, memory, octal, oneOf, text, UINT_MAX } from '../../shared/config/kinds.ts'
import { serverDirectives } from './server-directives.ts'

const MIB = 1024 * 1024

/** Addresses to listen on; none is a value too. */
const addresses = list({
  word: 'addresses',
  parse: argv => (argv.length === 1 && argv[0] === '' ? [] : [...argv]),
  lines: value => [{ text: value.join(' '), force: false }],
})

const own: readonly Directive[] = [
  directive({ name: 'port', kind: integer(0, 65535), default: '26379' }),
  directive({ name: 'bind', kind: addresses, default: '* -::*' }),
  directive({ name: 'bind-source-addr', kind: text(), default: '' }),
  directive({ name: 'unixsocket', kind: text(), default: '' }),
  directive({ name: 'unixsocketperm', kind: octal(0o777), default: '0' }),
  directive({ name: 'protected-mode', kind: bool(), default: 'no' }),
  directive({ name: 'tcp-backlog', kind: integer(0), default: '511' }),
  directive({ name: 'tcp-keepalive', kind: integer(0), default: '300' }),
  directive({ name: 'timeout', kind: integer(0), default: '0' }),
  directive({ name: 'maxclients', kind: integer(1, UINT_MAX), default: '10000' }),
  directive({ name: 'client-query-buffer-limit', kind: memory(MIB), default: '1gb' }),
  directive({ name: 'proto-max-bulk-len', kind: memory(MIB), default: '512mb' }),
  directive({ name: 'requirepass', kind: text(), default: '', flags: ['sensitive'] }),
  directive({ name: 'pidfile', kind: text(), default: '' }),
  directive({ name: 'dir', kind: text(), default: '' }),
  directive({
    name: 'loglevel',
    kind: oneOf(['debug', 'verbose', 'notice', 'warning', 'nothing']),
    default: 'notice',
  }),
  directive({ name: 'logfile', kind: text({ keepEmpty: true }), default: '' }),
  directive({
    name: 'syslog-enabled',
    kind: bool(),
    default: 'no',
    ignored: 'there is no syslog client; stdout or logfile can be collected instead',
  }),
  directive({ name: 'always-show-logo', kind: bool(), default: 'no' }),
  directive({ name: 'daemonize', kind: bool(), default: 'no' }),
  directive({ name: 'supervised', kind: oneOf(['upstart', 'systemd', 'auto', 'no']), default: 'no' }),
  directive({ name: 'set-proc-title', kind: bool(), default: 'yes' }),
  directive({
    name: 'proc-title-template',
    kind: text(),
    default: '{title} {listen-addr} {server-mode}',
  }),
  directive({ name: 'control-port', kind: integer(0, 65535), default: '0' }),
  directive({ name: 'control-bind', kind: addresses, default: '127.0.0.1' }),
  directive({
    name: 'log-format',
    kind: oneOf(['redis', 'json', 'legacy'], { legacy: 'redis' }),
    default: 'redis',
  }),
]

/** Any arguments: kept, never looked at. */
const anything = list({ word: 'anything', parse: argv => [...argv], lines: () => [] })

const others: readonly Directive[] = serverDirectives.map(({ names: [name, ...alias], usual, reason }) =>
  directive({ name, alias, kind: anything, default: usual, ignored: reason }),
)

export const sentinelDirectives: readonly Directive[] = [...own, ...others]
