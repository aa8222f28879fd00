/** A strict reader of the Prometheus text format 0.0.4, enough to refuse what Prometheus would refuse. */

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)$`)
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped'])

export interface Exposition {
  /** Type by metric name. */
  types: Map<string, string>
  /** Value by `name{labels}` as written. */
  samples: Map<string, number>
}

/** Throws on a line out of form, a sample without a TYPE, a repeated sample or a value that is no number. */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const types = new Map<string, string>()
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const type = new RegExp(`^# TYPE (${NAME}) (\\w+)$`).exec(line)
    if (type !== null) {
      const [, name, kind] = type as unknown as [string, string, string]
      if (types.has(name) || !TYPES.has(kind)) throw new Error(`bad TYPE: ${line}`)
      types.set(name, kind)
    } else if (!new RegExp(`^# HELP ${NAME} .+$`).test(line)) addSample(line, types, samples)
  }
  return { types, samples }
}

function addSample(line: string, types: Map<string, string>, samples: Map<string, number>): void {
  const found = SAMPLE.exec(line)
  if (found === null) throw new Error(`not a sample: ${line}`)
  const [, name, labels, value] = found
  const family = name!.replace(/_(bucket|sum|count)$/, '')
  if (!types.has(name!) && types.get(family) !== 'histogram') throw new Error(`no TYPE for ${line}`)
  const key = labels === undefined ? name! : `${name}{${labels}}`
  if (samples.has(key)) throw new Error(`twice: ${key}`)
  const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value)
  if (Number.isNaN(number)) throw new Error(`not a number: ${line}`)
  samples.set(key, number)
}
