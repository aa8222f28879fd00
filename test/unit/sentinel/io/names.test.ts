/*
 * Host names: asked once, remembered, kept when the resolver fails.
 */
import { expect, test } from 'vitest'
import { Names } from '../../../../sentinel/io/names.ts'

test('addresses are their own', async () => {
  const names = new Names(() => Promise.reject(new Error('never asked')))
  expect(await names.resolve('10.0.0.1')).toBe('10.0.0.1')
  expect(names.known('::1')).toBe('::1')
})

test('a name is asked for once, however many want it, and then known', async () => {
  let asked = 0
  const names = new Names(async () => {
    asked++
    return '10.0.0.1'
  })
  expect(names.known('a')).toBe(null)
  expect(await Promise.all([names.resolve('a'), names.resolve('a')])).toEqual(['10.0.0.1', '10.0.0.1'])
  expect(await names.resolve('a')).toBe('10.0.0.1')
  expect([names.known('a'), asked]).toEqual(['10.0.0.1', 1])
})

test('after trouble there it is asked anew; a resolver that fails takes nothing away', async () => {
  const answers = ['10.0.0.1', null, '10.0.0.2']
  const names = new Names(async () => {
    const answer = answers.shift()
    if (answer === null || answer === undefined) throw new Error('SERVFAIL')
    return answer
  })
  const settle = () => new Promise(resolve => setImmediate(resolve))
  await names.resolve('a')
  names.distrust('a')
  await settle()
  expect(names.known('a')).toBe('10.0.0.1')
  names.distrust('a')
  await settle()
  expect(names.known('a')).toBe('10.0.0.2')
  expect(await names.resolve('b')).toBe(null)
})
