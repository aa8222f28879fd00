/**
 * Directives that only files know: they are no values, so CONFIG GET and SET have never heard of them.
 * `include` is not among them, it is resolved while lines are read.
 */

/** Directives that once did something; Redis passes over them in silence when they have one argument. */
const DEPRECATED: readonly string[] = [
  'list-max-ziplist-entries',
  'list-max-ziplist-value',
  'lua-replicate-commands',
]

/** Least and most arguments. */
const FILE_ONLY: ReadonlyMap<string, readonly [min: number, max: number]> = new Map([
  ['rename-command', [2, 2]],
  ['user', [1, Number.POSITIVE_INFINITY]],
])

const KEPT_BY_REWRITE: readonly string[] = ['include', 'rename-command', 'user', 'loadmodule', 'sentinel']

const BAD_DIRECTIVE = 'Bad directive or wrong number of arguments'
const NO_MODULES = 'Modules are not supported: Holdfast cannot run native code built for Redis'
const NO_MODULE_FOR_CONFIG =
  'Module Configuration detected without loadmodule directive or no ApplyConfig call: aborting'

export function isDeprecated(name: string, args: number): boolean {
  return args === 1 && DEPRECATED.includes(name)
}

export function isFileOnly(name: string): boolean {
  return FILE_ONLY.has(name)
}

/** Whether CONFIG REWRITE leaves the lines of a directive alone although it has no value. */
export function isKeptByRewrite(name: string): boolean {
  return KEPT_BY_REWRITE.includes(name) || name.includes('.')
}

/** Why a line that is no value is refused, or null when it is one of those that files may have. */
export function refuseFileOnly(name: string, args: number): string | null {
  const bounds = FILE_ONLY.get(name)
  if (bounds !== undefined && args >= bounds[0] && args <= bounds[1]) return null
  if (name === 'loadmodule' && args >= 1) return NO_MODULES
  if (name.includes('.')) return args === 1 ? NO_MODULE_FOR_CONFIG : 'Module config specified without value'
  if (name === 'sentinel') return 'sentinel directive while not in sentinel mode'
  return BAD_DIRECTIVE
}
