/** Values with rules of their own: save points, buffer limits, addresses, keyspace events and the like. */

import { parseDouble } from '../../shared/bytes/double.ts'
import { latin1Bytes } from '../../shared/bytes/text.ts'
import { type Kind, Refusal, sameArgs } from '../../shared/config/directive.ts'
import { list, oneLine, text } from '../../shared/config/kinds.ts'
import { formatMemory, parseLoose, parseMemory } from '../../shared/config/numbers.ts'
import { quoteArg, quoteIfNeeded } from '../../shared/config/split-args.ts'

const WRONG_NUMBER = new Refusal('wrong number of arguments')

/** A text that must be a plain file or directory name. */
export function baseName(name: string, what: 'filename' | 'dirname', mayBeEmpty = false): Kind {
  return text({
    keepEmpty: true,
    check(value) {
      if (value === '') return mayBeEmpty ? null : `${name} can't be empty`
      return value.includes('/') ? `${name} can't be a path, just a ${what}` : null
    },
  })
}

/** The working directory. Its value is made absolute by whoever changes to it. */
export function directory(): Kind {
  return {
    ...text(),
    word: 'directory',
    lines: value => (value[0] === '' ? [] : [{ text: quoteArg(value[0]!), force: true }]),
  }
}

/** `seconds changes` pairs. Lines of a file add up; `""` alone clears. */
export const savePoints: Kind = list({
  word: 'save',
  parse(argv, before, first) {
    const clear = argv.length === 1 && argv[0] === ''
    const pairs = clear ? [] : argv
    if (pairs.length % 2 === 1) return new Refusal('Invalid save parameters')
    const values: string[] = []
    for (const [i, arg] of pairs.entries()) {
      const value = parseLoose(arg)
      const least = i % 2 === 0 ? 1n : 0n
      if (value === null || value < least) return new Refusal('Invalid save parameters')
      values.push(`${i % 2 === 0 ? value : BigInt.asIntN(32, value)}`)
    }
    return first || clear ? values : [...before, ...values]
  },
  lines(value) {
    if (value.length === 0) return [{ text: '""', force: true }]
    const pairs = Array.from({ length: value.length / 2 }, (_, i) => `${value[2 * i]} ${value[2 * i + 1]}`)
    return pairs.map(text => ({ text, force: true }))
  },
})

const LIMIT_CLASSES = ['normal', 'slave', 'pubsub'] as const
const LIMIT_PARSE_ERROR = 'Error in hard, soft or soft_seconds setting in buffer limit configuration.'

/** `class hard soft soft-seconds` for the classes normal, slave and pubsub; classes not named stay. */
export const outputBufferLimits: Kind = list({
  word: 'client-output-buffer-limit',
  parse(argv, before) {
    if (argv.length % 4 !== 0) {
      return new Refusal('Wrong number of arguments in buffer limit configuration.')
    }
    const values = before.length > 0 ? [...before] : LIMIT_CLASSES.flatMap(name => [name, '0', '0', '0'])
    for (let i = 0; i < argv.length; i += 4) {
      const named = argv[i]!.toLowerCase()
      const at = values.indexOf(named === 'replica' ? 'slave' : named)
      if (at < 0 || at % 4 !== 0) {
        return new Refusal('Invalid client class specified in buffer limit configuration.')
      }
      const hard = parseMemory(argv[i + 1]!)
      const soft = parseMemory(argv[i + 2]!)
      const parsed = parseLoose(argv[i + 3]!)
      const seconds = parsed === null ? -1n : BigInt.asIntN(32, parsed)
      if (hard === null || soft === null || seconds < 0n) return new Refusal(LIMIT_PARSE_ERROR)
      values.splice(at + 1, 3, `${hard}`, `${soft}`, `${seconds}`)
    }
    return values
  },
  lines(value, initial) {
    return LIMIT_CLASSES.map((name, i) => {
      const [hard, soft, seconds] = value.slice(4 * i + 1, 4 * i + 4)
      const sizes = `${formatMemory(BigInt(hard!))} ${formatMemory(BigInt(soft!))}`
      const force = !sameArgs(value.slice(4 * i, 4 * i + 4), initial.slice(4 * i, 4 * i + 4))
      return { text: `${name === 'slave' ? 'replica' : name} ${sizes} ${seconds}`, force }
    })
  },
})

const OOM_RANGE = 'Invalid oom-score-adj-values, elements must be between -2000 and 2000.'

/** Three numbers: for a primary, a replica, a child. */
export const oomScores: Kind = list({
  word: 'oom-score-adj-values',
  parse(argv) {
    if (argv.length !== 3) return WRONG_NUMBER
    const values = argv.map(arg => parseLoose(arg))
    const good = values.every(value => value !== null && value >= -2000n && value <= 2000n)
    return good ? values.map(value => `${value}`) : new Refusal(OOM_RANGE)
  },
  lines: (value, initial) => oneLine(value.join(' '), value, initial),
})

/** The event classes that `A` stands for, in the order in which they are printed. */
const ALL_EVENTS = 'g$lshzxetd'
const OTHER_EVENTS = 'KEmn'

function printEvents(flags: ReadonlySet<string>): string {
  const all = [...ALL_EVENTS].every(flag => flags.has(flag))
  const order = all ? 'KEmn' : `${ALL_EVENTS}nKEm`
  return (all ? 'A' : '') + [...order].filter(flag => flags.has(flag)).join('')
}

/**
 * Flags of notify-keyspace-events, printed in Redis's order. Beside `A` Redis forgets to print `n`, and so
 * loses it in a rewritten file; here it is printed last.
 */
export const keyspaceEvents: Kind = {
  ...text(),
  word: 'notify-keyspace-events',
  parse(argv) {
    const flags = new Set<string>()
    for (const flag of argv[0]!) {
      if (flag === 'A') for (const event of ALL_EVENTS) flags.add(event)
      else if (ALL_EVENTS.includes(flag) || OTHER_EVENTS.includes(flag)) flags.add(flag)
      else return new Refusal("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.")
    }
    return [printEvents(flags)]
  },
  lines: (value, initial) => oneLine(quoteArg(value[0]!), value, initial),
}

const BIND_MAX = 16

/** Addresses to listen on; a `-` before one says that it may be missing. `""` alone is none. */
export function addresses(): Kind {
  return list({
    word: 'bind',
    parse(argv) {
      if (argv.length > BIND_MAX) return new Refusal('Too many bind addresses specified.')
      return argv.length === 1 && argv[0] === '' ? [] : argv
    },
    lines(value, initial) {
      if (sameArgs(value, initial)) return []
      return [{ text: value.length === 0 ? '""' : value.map(quoteIfNeeded).join(' '), force: true }]
    },
  })
}

/** `host port` of the primary, or nothing; `no one` is nothing. */
export const primaryAddress: Kind = list({
  word: 'replicaof',
  parse(argv, _before, first) {
    if (argv.length === 0 && first) return []
    if (argv.length !== 2) return WRONG_NUMBER
    const [host, port] = argv
    if (host!.toLowerCase() === 'no' && port!.toLowerCase() === 'one') return []
    const number = parseLoose(port!)
    if (number === null || number < 0n || number > 65535n) return new Refusal('Invalid master port')
    return [host!, `${number}`]
  },
  lines: value => (value.length === 0 ? [] : [{ text: value.map(quoteIfNeeded).join(' '), force: true }]),
})

/** Percentiles from 0 to 100; `""` alone is none. */
export const percentiles: Kind = list({
  word: 'latency-tracking-info-percentiles',
  parse(argv) {
    const values: string[] = []
    for (const arg of argv.length === 1 && argv[0] === '' ? [] : argv) {
      const value = parseDouble(latin1Bytes(arg), 0, arg.length)
      if (Number.isNaN(value)) return new Refusal('Invalid latency-tracking-info-percentiles parameters')
      if (value < 0 || value > 100) {
        return new Refusal('latency-tracking-info-percentiles parameters should sit between [0.0,100.0]')
      }
      values.push(value.toFixed(6).replace(/\.?0+$/, ''))
    }
    return values
  },
  lines: value => [{ text: value.length === 0 ? '""' : value.join(' '), force: true }],
})

const TITLE_VARIABLES = [
  'title',
  'listen-addr',
  'server-mode',
  'port',
  'tls-port',
  'unixsocket',
  'config-file',
]

/** The process title: text with variables in braces. */
export const titleTemplate: Kind = text({
  keepEmpty: true,
  check(value) {
    const bare = value.replace(/\{([^}]*)\}/g, (whole, name) => (TITLE_VARIABLES.includes(name) ? '' : whole))
    return value === '' || bare.includes('{')
      ? 'template format is invalid or contains unknown variables'
      : null
  },
})

const HOST_NAME_MAX = 255

/** A host name that the cluster announces. */
export const announcedHostName: Kind = text({
  check(value) {
    if (value.length > HOST_NAME_MAX) return 'Hostnames must be less than 256 characters'
    return /^[A-Za-z0-9.-]*$/.test(value)
      ? null
      : 'Hostnames may only contain alphanumeric characters, hyphens or dots'
  },
})
