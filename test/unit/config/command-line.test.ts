import { describe, expect, it } from 'vitest'
import { parseCommandLine, sentinelUsage, usage } from '../../../shared/config/command-line.ts'

function run(...argv: string[]) {
  return parseCommandLine(argv)
}

function options(...argv: string[]): string | null {
  const line = run(...argv)
  return line.action === 'run' ? line.options : line.action
}

describe('parseCommandLine', () => {
  it('knows a file, stdin first or last, and no arguments at all', () => {
    expect(run()).toEqual({ action: 'run', configFile: null, stdin: false, options: null })
    expect(run('/a.conf')).toEqual({ action: 'run', configFile: '/a.conf', stdin: false, options: '' })
    expect(run('-')).toEqual({ action: 'run', configFile: null, stdin: true, options: '' })
    expect(run('a', '--port', '1', '-')).toMatchObject({ configFile: 'a', stdin: true, options: 'port "1" ' })
    expect(run('a', '-', '--port', '1')).toMatchObject({ stdin: false, options: '"-" \nport "1" ' })
  })

  it.each<[string[], string]>([
    [['--port', '7777', '--replicaof', 'host', '1'], 'port "7777" \nreplicaof "host" "1" '],
    [['--requirepass', '--abc', '--port', '1'], 'requirepass "--abc" \nport "1" '],
    [['--port 1', '--hz', '2'], 'port 1 \nhz "2" '],
    [['--save', '--port', '1'], 'save ""\nport "1" '],
    [['--save', ''], 'save "" '],
    [['--port', '1', '--save'], 'port "1" \nsave ""'],
    [['--requirepass', 'a"é'], 'requirepass "a\\"\\xc3\\xa9" '],
  ])('%j', (argv, text) => {
    expect(options(...argv)).toBe(text)
  })

  it('answers --version and --help only as the first argument', () => {
    expect(run('-v').action).toBe('version')
    expect(run('--version').action).toBe('version')
    expect(run('-h').action).toBe('help')
    expect(run('--help').action).toBe('help')
    expect(options('--port', '1', '--help')).toBe('port "1" \nhelp ')
    expect(usage('holdfast')).toContain('holdfast /etc/redis/6379.conf\n')
    expect(sentinelUsage('watch')).toContain('watch /etc/redis/sentinel.conf --port 26380\n')
    expect(sentinelUsage('watch')).not.toContain('replicaof')
  })

  it('refuses what this process does not do', () => {
    expect(run('--test-memory', '1').action).toBe('refuse')
    expect(run('--check-system').action).toBe('refuse')
  })

  it('leaves the word --sentinel to the sentinel', () => {
    expect(run('a.conf', '--sentinel')).toMatchObject({ options: 'sentinel ' })
  })
})
