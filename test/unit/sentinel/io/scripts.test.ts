/*
 * Scripts as processes, told to the core by exit code and signal.
 */
import { expect, test } from 'vitest'
import type { Event } from '../../../../sentinel/core/types.ts'
import { Scripts } from '../../../../sentinel/io/scripts.ts'

function run(path: string, args: string[], act?: (scripts: Scripts) => void): Promise<Event[]> {
  return new Promise(resolve => {
    const events: Event[] = []
    const scripts: Scripts = new Scripts(event => {
      events.push(event)
      if (event.type === 'scriptStarted') act?.(scripts)
      if (event.type === 'scriptExited') resolve(events)
    })
    scripts.run({ type: 'runScript', job: 3, path, args })
  })
}

test('exit code, signal, and a program that is not there', async () => {
  const started = { type: 'scriptStarted', job: 3, pid: expect.any(Number) }
  const ended = (exitCode: number, signal: number) => ({ type: 'scriptExited', job: 3, exitCode, signal })
  expect(await run('/bin/sh', ['-c', 'exit 2'])).toEqual([started, ended(2, 0)])
  expect(await run('/bin/sleep', ['10'], scripts => scripts.kill(3))).toEqual([started, ended(0, 9)])
  expect(await run('/no/such/script', [])).toEqual([ended(127, 0)])
  expect(await run('/bin/echo', ['zero\0byte'])).toEqual([ended(127, 0)])
})
