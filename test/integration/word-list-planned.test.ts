/*
 * SENTINEL FAILOVER of a healthy primary under load: the clients follow, and all servers are equal afterwards.
 */
import { expect, test } from 'vitest'
import { agreedPrimary, expectEqual, masterName, startAppliance } from '../support/appliance.ts'
import '../support/servers.ts'
import { describeAccounting, expectSound, WordLoad } from '../support/word-load.ts'
import { realLines } from '../support/words.ts'

const count = 60_000

test('a planned failover in the middle of a load', async () => {
  const appliance = await startAppliance()
  const primary = appliance.servers[0]!
  const load = new WordLoad(appliance, [...realLines(count)])
  const done = load.run()
  await load.reached(Math.floor(count / 4))
  const admin = await appliance.sentinels[0]!.connect()
  expect(await admin.send('SENTINEL', 'FAILOVER', masterName)).toEqual({ kind: 'simple', text: 'OK' })
  admin.close()
  await done

  const promoted = await agreedPrimary(appliance, primary)
  const account = await load.accountFor(promoted)
  console.log(describeAccounting('planned', account))
  expectSound(account, count)
  await expectEqual(appliance, promoted)
  expect(await load.accountFor(primary)).toEqual(account)
  load.close()
})
