/*
 * What the appliance is for: clients load 100,000 real lines while the primary is killed with kill -9. They go on
 * by themselves, every acknowledged write is accounted for, and the killed server comes back as an equal replica.
 */
import { expect, test } from 'vitest'
import { agreedPrimary, expectEqual, startAppliance } from '../support/appliance.ts'
import '../support/servers.ts'
import { describeAccounting, expectSound, WordLoad } from '../support/word-load.ts'
import { realLines } from '../support/words.ts'

const count = 100_000

test('kill -9 of the primary in the middle of a load', async () => {
  const appliance = await startAppliance()
  const primary = appliance.servers[0]!
  const load = new WordLoad(appliance, [...realLines(count)])
  const done = load.run()
  await load.reached(Math.floor(count / 3))
  await primary.kill9()
  await done

  const promoted = await agreedPrimary(appliance, primary)
  const account = await load.accountFor(promoted)
  console.log(describeAccounting('kill -9', account))
  expectSound(account, count)
  expect(account.afterwards).toBeGreaterThan(count / 2)
  expect(account.lost).toBeLessThan(count / 100)

  await primary.start()
  await expectEqual(appliance, promoted)
  load.close()
})
