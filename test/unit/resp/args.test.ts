import { describe, expect, it } from 'vitest'
import { Args } from '../../../shared/resp/args.ts'

describe('arguments of a request', () => {
  it('copies bytes that must outlive the request', () => {
    const args = Args.of('SET', 'key')
    const key = args.bytes(1)
    const clone = args.clone()
    args.buf.fill(0)
    expect(Buffer.from(key).toString()).toBe('key')
    expect(clone.text(1)).toBe('key')
  })

  it('compares words ignoring case', () => {
    const args = Args.of('get', 'Ex', 'EXAT')
    expect([args.is(0, 'GET'), args.is(1, 'EX'), args.is(2, 'EX')]).toEqual([true, true, false])
  })

  it('gives the arguments of a command inside a command', () => {
    const args = Args.of('COMMAND', 'GETKEYS', 'GET', 'k').from(2)
    expect([args.argc, args.text(0), args.text(1)]).toEqual([2, 'GET', 'k'])
    expect(Args.of('COMMAND').from(1).argc).toBe(0)
  })
})
