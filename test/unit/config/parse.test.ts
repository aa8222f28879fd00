import { describe, expect, it } from 'vitest'
import { type ConfigSource, readConfig } from '../../../shared/config/parse.ts'
import { filesOf, loaded, refusal } from './fixture.ts'

function lines(source: Partial<ConfigSource>, files: Record<string, string> = {}): unknown[] {
  const whole = { file: null, stdin: null, options: null, ...source }
  return [...readConfig(whole, filesOf(files))].map(({ place, argv }) => [place.line, argv])
}

describe('readConfig', () => {
  it('leaves out comments and blank lines, and counts them', () => {
    const text = '# a\n\n  PORT  1 \r\n\t# b\nbind "x'
    expect(lines({ file: 'a' }, { a: text })).toEqual([
      [3, ['port', '1']],
      [5, null],
    ])
  })

  it('puts stdin and then the options behind the file, as one text', () => {
    const source = { file: 'a', stdin: 'port 2\n', options: 'port 3' }
    expect(lines(source, { a: 'port 1\n' })).toEqual([
      [1, ['port', '1']],
      [2, ['port', '2']],
      [4, ['port', '3']],
    ])
  })

  it('reads includes where they stand, each with its own count', () => {
    const files = { a: 'port 1\ninclude b\nport 3', b: '\nport 2', 'd/1': 'hz 1\n', 'd/2': 'hz 2' }
    expect(lines({ file: 'a' }, files)).toEqual([
      [1, ['port', '1']],
      [2, ['port', '2']],
      [3, ['port', '3']],
    ])
    expect(lines({ options: 'include d/*\ninclude none/*' }, files)).toEqual([
      [1, ['hz', '1']],
      [2, ['hz', '2']],
    ])
  })

  it('opens an include only after the lines before it were taken', () => {
    const read: string[] = []
    const reader = {
      read(path: string) {
        read.push(path)
        return ''
      },
      glob: () => [],
    }
    const reading = readConfig({ file: null, stdin: null, options: 'dir /x\ninclude b' }, reader)
    reading.next()
    expect(read).toEqual([])
    reading.next()
    expect(read).toEqual(['b'])
  })

  it('refuses a file that includes itself', () => {
    expect(refusal(() => loaded('include main.conf'))).toContain(
      "at line 1\n>>> 'include main.conf'\nIncludes are nested too deeply\n",
    )
  })
})
