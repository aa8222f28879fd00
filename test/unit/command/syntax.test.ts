import { describe, expect, it } from 'vitest'
import { type Argument, parseSyntax } from '../../../shared/command/syntax.ts'

/** The interesting part of a node: what is at its default is left out. */
function brief(arg: Argument): Record<string, unknown> {
  const shown: Record<string, unknown> = { [arg.type]: arg.name }
  if (arg.token !== null) shown.token = arg.token
  if (arg.display !== null) shown.display = arg.display
  if (arg.keySpec >= 0) shown.spec = arg.keySpec
  if (arg.since !== null) shown.since = arg.since
  if (arg.deprecatedSince !== null) shown.deprecated = arg.deprecatedSince
  const flags = [arg.optional && 'optional', arg.multiple && 'multiple', arg.multipleToken && 'token'].filter(
    Boolean,
  )
  if (flags.length > 0) shown.flags = flags.join(' ')
  if (arg.parts.length > 0) shown.parts = arg.parts.map(brief)
  return shown
}

const tree = (text: string) => parseSyntax(text).map(brief)

describe('syntax notation', () => {
  it('reads values, their types and their key specifications', () => {
    expect(tree('key newkey:key#1 value count:integer pattern by:pattern#2 when:unix-time')).toEqual([
      { key: 'key', spec: 0 },
      { key: 'newkey', spec: 1 },
      { string: 'value' },
      { integer: 'count' },
      { pattern: 'pattern' },
      { pattern: 'by', spec: 2 },
      { 'unix-time': 'when' },
    ])
  })

  it('reads tokens, alone, renamed, quoted, and before a value', () => {
    expect(tree('GET@6.2.0 change=CH equal="=" EX seconds:integer NX! value')).toEqual([
      { 'pure-token': 'get', token: 'GET', since: '6.2.0' },
      { 'pure-token': 'change', token: 'CH' },
      { 'pure-token': 'equal', token: '=' },
      { integer: 'seconds', token: 'EX' },
      { 'pure-token': 'nx', token: 'NX' },
      { string: 'value' },
    ])
  })

  it('reads options, alternatives and blocks', () => {
    expect(
      tree('[COUNT count:integer] condition=[NX|XX]@3.0.2 [GT|LT] score-member=(score:double member)...'),
    ).toEqual([
      { integer: 'count', token: 'COUNT', flags: 'optional' },
      {
        oneof: 'condition',
        since: '3.0.2',
        flags: 'optional',
        parts: [
          { 'pure-token': 'nx', token: 'NX' },
          { 'pure-token': 'xx', token: 'XX' },
        ],
      },
      {
        oneof: 'gt-or-lt',
        flags: 'optional',
        parts: [
          { 'pure-token': 'gt', token: 'GT' },
          { 'pure-token': 'lt', token: 'LT' },
        ],
      },
      {
        block: 'score-member',
        flags: 'multiple',
        parts: [{ double: 'score' }, { string: 'member' }],
      },
    ])
  })

  it('tells repetition with its token from repetition behind it', () => {
    expect(tree('[GET pattern#1]... [KEYS key...] key... [by=LIMIT (offset count)]')).toEqual([
      { pattern: 'pattern', token: 'GET', spec: 1, flags: 'optional multiple token' },
      { key: 'key', token: 'KEYS', spec: 0, flags: 'optional multiple' },
      { key: 'key', spec: 0, flags: 'multiple' },
      { block: 'by', token: 'LIMIT', flags: 'optional', parts: [{ string: 'offset' }, { string: 'count' }] },
    ])
  })

  it('keeps display texts and deprecations', () => {
    expect(tree("ip-port'ip:port'@-2.8.12")).toEqual([
      { string: 'ip-port', display: 'ip:port', deprecated: '2.8.12' },
    ])
  })

  it.each(['[key', 'key)', '(a|)', '[]', 'key:thing', 'a ? b'])('says where it cannot read %j', text => {
    expect(() => parseSyntax(text)).toThrow(/syntax at column|argument type/)
  })
})
