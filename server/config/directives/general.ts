/** The process: identity, log, pid file, signals, what the operating system is asked for. */

import { type Directive, directive } from '../../../shared/config/directive.ts'
import { bool, integer, oneOf, someOf, text } from '../../../shared/config/kinds.ts'
import { oomScores, titleTemplate } from '../kinds.ts'

const NO_SYSLOG = 'there is no syslog client; stdout or logfile can be collected instead'
const NO_AFFINITY = 'Node cannot bind its threads to processors; use taskset or a cpuset'
const SYSLOG_FACILITIES = [
  'user',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
]

function saveOrNot(chosen: readonly string[]): string | null {
  const both = chosen.includes('save') && chosen.includes('nosave')
  return both ? "shutdown options SAVE and NOSAVE can't be used simultaneously" : null
}

function onSignal(name: string): Directive {
  return directive({
    name,
    kind: someOf('default', ['save', 'nosave', 'now', 'force'], saveOrNot),
    default: 'default',
  })
}

function cpuList(name: string, alias: string): Directive {
  return directive({ name, alias, kind: text(), default: '', flags: ['immutable'], ignored: NO_AFFINITY })
}

export const general = [
  directive({ name: 'daemonize', kind: bool(), default: 'no', flags: ['immutable'] }),
  directive({
    name: 'supervised',
    kind: oneOf(['upstart', 'systemd', 'auto', 'no']),
    default: 'no',
    flags: ['immutable'],
  }),
  directive({ name: 'pidfile', kind: text(), default: '', flags: ['immutable'] }),
  directive({ name: 'databases', kind: integer(1), default: '16', flags: ['immutable'] }),
  directive({
    name: 'loglevel',
    kind: oneOf(['debug', 'verbose', 'notice', 'warning', 'nothing']),
    default: 'notice',
  }),
  directive({ name: 'logfile', kind: text({ keepEmpty: true }), default: '', flags: ['immutable'] }),
  directive({
    name: 'log-timestamp-format',
    kind: oneOf(['legacy', 'iso8601', 'milliseconds']),
    default: 'legacy',
    ignored: 'log lines carry the time as Redis writes it; log-format json has it in milliseconds',
  }),
  directive({
    name: 'hide-user-data-from-log',
    kind: bool(),
    default: 'yes',
    ignored: 'keys and values are never logged',
  }),
  directive({
    name: 'syslog-enabled',
    kind: bool(),
    default: 'no',
    flags: ['immutable'],
    ignored: NO_SYSLOG,
  }),
  directive({
    name: 'syslog-ident',
    kind: text({ keepEmpty: true }),
    default: 'redis',
    flags: ['immutable'],
    ignored: NO_SYSLOG,
  }),
  directive({
    name: 'syslog-facility',
    kind: oneOf(SYSLOG_FACILITIES),
    default: 'local0',
    flags: ['immutable'],
    ignored: NO_SYSLOG,
  }),
  directive({ name: 'always-show-logo', kind: bool(), default: 'no', flags: ['immutable'] }),
  directive({ name: 'set-proc-title', kind: bool(), default: 'yes', flags: ['immutable'] }),
  directive({
    name: 'proc-title-template',
    kind: titleTemplate,
    default: '{title} {listen-addr} {server-mode}',
  }),
  directive({
    name: 'locale-collate',
    kind: text({ keepEmpty: true }),
    default: '',
    ignored: 'SORT ALPHA compares bytes',
  }),
  directive({
    name: 'ignore-warnings',
    kind: text({ keepEmpty: true }),
    default: '',
    ignored: 'the warnings that it silences do not exist here',
  }),
  directive({ name: 'shutdown-timeout', kind: integer(0), default: '10' }),
  onSignal('shutdown-on-sigint'),
  onSignal('shutdown-on-sigterm'),
  directive({
    name: 'crash-log-enabled',
    kind: bool(),
    default: 'yes',
    ignored: 'a crash is reported by Node',
  }),
  directive({
    name: 'crash-memcheck-enabled',
    kind: bool(),
    default: 'yes',
    ignored: 'a crash is reported by Node',
  }),
  directive({
    name: 'use-exit-on-panic',
    kind: bool(),
    default: 'no',
    flags: ['hidden'],
    ignored: 'a crash is reported by Node',
  }),
  directive({
    name: 'watchdog-period',
    kind: integer(0),
    default: '0',
    flags: ['hidden'],
    ignored: 'there is no software watchdog',
  }),
  directive({
    name: 'oom-score-adj',
    kind: oneOf(['no', 'yes', 'relative', 'absolute'], { relative: 'yes' }),
    default: 'no',
    ignored: 'there is no child process whose score should differ',
  }),
  directive({
    name: 'oom-score-adj-values',
    kind: oomScores,
    default: '0 200 800',
    ignored: 'there is no child process whose score should differ',
  }),
  directive({
    name: 'disable-thp',
    kind: bool(),
    default: 'yes',
    flags: ['immutable'],
    ignored: 'without fork, huge pages do no harm',
  }),
  cpuList('server_cpulist', 'server-cpulist'),
  cpuList('bio_cpulist', 'bio-cpulist'),
  cpuList('aof_rewrite_cpulist', 'aof-rewrite-cpulist'),
  cpuList('bgsave_cpulist', 'bgsave-cpulist'),
]
