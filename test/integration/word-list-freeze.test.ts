/*
 * The primary freezes under load, as in a partition or a stalled machine: the sentinels promote another, and the
 * clients that listen to them (ioredis's failoverDetector; a frozen server closes no connection) move there. What
 * reached the frozen one meanwhile it executes when it wakes, and nobody may ever see it: it becomes a replica.
 */
import { expect, test } from 'vitest'
import { agreedPrimary, expectEqual, startAppliance } from '../support/appliance.ts'
import { encodeRequest } from '../support/raw-client.ts'
import '../support/servers.ts'
import { describeAccounting, expectSound, WordLoad } from '../support/word-load.ts'
import { realLines } from '../support/words.ts'

const count = 40_000
const late = 500

test('a primary frozen in the middle of a load', async () => {
  const appliance = await startAppliance()
  const primary = appliance.servers[0]!
  const load = new WordLoad(appliance, [...realLines(count)], { failoverDetector: true })
  const lateWriter = await primary.connect()
  const done = load.run()
  await load.reached(Math.floor(count / 3))
  primary.pause()
  for (let i = 0; i < late; i++) lateWriter.write(encodeRequest(['SET', `late:${i}`, 'too late']))
  await done

  const promoted = await agreedPrimary(appliance, primary)
  const account = await load.accountFor(promoted)
  console.log(describeAccounting('frozen', account))
  expectSound(account, count)
  expect(account.lost).toBeLessThan(count / 100)

  primary.resume()
  const woken = performance.now()
  await lateWriter.untilClosed(20_000)
  console.log(
    `the frozen primary was a replica ${Math.round(performance.now() - woken)} ms after it woke; ` +
      `it had accepted ${lateWriter.unread} of ${late} late writes`,
  )
  await expectEqual(appliance, promoted)
  expect(await load.accountFor(promoted)).toEqual(account)
  expect(await load.accountFor(primary)).toEqual(account)
  load.close()
})
