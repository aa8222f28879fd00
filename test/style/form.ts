/*
 * The form of the files: names, sizes, the opening comment, and the Makefile's verbs.
 */
import type { Source, Violation } from './source.ts'

const maxColumns = 110
const maxLines = 500
const maxVerbs = 12

/** Files that are longer for a reason, with the reason. */
export const longFiles = new Map<string, string>()

export function fileName({ path }: Source): Violation[] {
  const kebab = path.split('/').every(part => /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?(\.ts)?$/.test(part))
  return kebab ? [] : [{ where: path, what: 'is not kebab-case' }]
}

export function lineLength({ path, text }: Source): Violation[] {
  return text.split('\n').flatMap((line, at) => {
    const columns = [...line].length
    return columns > maxColumns ? [{ where: `${path}:${at + 1}`, what: `has ${columns} columns` }] : []
  })
}

export function fileLength({ path, text }: Source, excused = longFiles): Violation[] {
  const lines = text.replace(/\n$/, '').split('\n').length
  if (lines > maxLines && !excused.has(path)) {
    return [{ where: path, what: `has ${lines} lines; split it, or give its reason in longFiles` }]
  }
  if (lines <= maxLines && excused.has(path)) {
    return [{ where: path, what: 'is short again; take it off longFiles' }]
  }
  return []
}

/** A command's own file says what it is in the command's summary; every other file says it in its first lines. */
export function openingComment({ path, text }: Source): Violation[] {
  if (/\/commands\//.test(path) && /= command(<\w+>)?\(\{/.test(text) && /^ {2}summary:/m.test(text))
    return []
  return /^\/[/*]/.test(text) ? [] : [{ where: path, what: 'does not open with a comment' }]
}

/** @param help what `make help` prints */
export function makefileVerbs(makefile: string, help: string): Violation[] {
  const verbs = /^\.PHONY:(.*)$/m.exec(makefile)?.[1]?.trim().split(/\s+/) ?? []
  const where = 'Makefile'
  const targets = [...makefile.matchAll(/^([a-z][\w-]*):(?!=)/gm)].map(match => match[1] as string)
  return [
    ...(verbs.length > maxVerbs ? [{ where, what: `has ${verbs.length} verbs, more than ${maxVerbs}` }] : []),
    ...targets
      .filter(target => !verbs.includes(target))
      .map(target => ({ where, what: `${target} is not in .PHONY` })),
    ...verbs
      .filter(verb => !new RegExp(`^make ${verb}\\b`, 'm').test(help))
      .map(verb => ({ where, what: `${verb} is not listed by make help` })),
  ]
}
