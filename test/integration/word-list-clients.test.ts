/*
 * The other clients that people use with sentinels, node-redis and redis-py, follow a failover after kill -9 by
 * themselves; each writes one value after the other, trying again what failed.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSentinel } from 'redis'
import { expect, onTestFinished, test } from 'vitest'
import {
  agreedPrimary,
  expectEqual,
  masterName,
  sentinelAddresses,
  startAppliance,
} from '../support/appliance.ts'
import '../support/servers.ts'

/** How many writes each client makes at least before the primary dies, and after the failover. */
const each = 300

interface Run {
  /** The primary may die. */
  going: Promise<void>
  /** The failover is over: `each` writes more and it ends. */
  finish(): void
  done: Promise<{ writes: number; failures: number }>
}

/** Writes through redis-py's Sentinel until a line comes in on stdin, and then `each` times more. */
const python = `
import json, sys, threading, time
from redis.sentinel import Sentinel
from redis.exceptions import RedisError
sentinels = [(each["host"], each["port"]) for each in json.loads(sys.argv[1])]
primary = Sentinel(sentinels, socket_timeout=1).master_for(sys.argv[2], socket_timeout=1)
over = threading.Thread(target=sys.stdin.readline, daemon=True)
over.start()
writes, failures, left = 0, 0, int(sys.argv[3])
while left > 0:
    try:
        primary.set("python:%d" % writes, writes)
        writes += 1
        if writes == left: print("going", flush=True)
        if not over.is_alive(): left -= 1
    except RedisError:
        failures += 1
        time.sleep(0.02)
print(json.dumps({"writes": writes, "failures": failures}))
`

function viaRedisPy(sentinels: unknown): Run {
  const child = spawn('/usr/bin/python3', ['-c', python, JSON.stringify(sentinels), masterName, String(each)])
  onTestFinished(() => {
    child.kill()
  })
  const said = createInterface(child.stdout)[Symbol.asyncIterator]()
  let wrong = ''
  child.stderr.on('data', chunk => {
    wrong += chunk
  })
  const line = async () => {
    const { done, value } = await said.next()
    if (done) throw new Error(`redis-py ended: ${wrong}`)
    return value
  }
  const going = line().then(word => expect(word).toBe('going'))
  return {
    going,
    finish: () => child.stdin.write('\n'),
    done: going.then(line).then(text => JSON.parse(text)),
  }
}

function viaNodeRedis(sentinels: { host: string; port: number }[]): Run {
  const started = Promise.withResolvers<void>()
  let over = false
  const write = async () => {
    const client = createSentinel({ name: masterName, sentinelRootNodes: sentinels })
    onTestFinished(() => client.destroy())
    client.on('error', () => {})
    await client.connect()
    let [writes, failures] = [0, 0]
    for (let left = each; left > 0; ) {
      try {
        await client.set(`node:${writes}`, String(writes))
        if (++writes === each) started.resolve()
        if (over) left--
      } catch {
        failures++
        await sleep(20)
      }
    }
    return { writes, failures }
  }
  const finish = () => {
    over = true
  }
  return { going: started.promise, finish, done: write() }
}

test('node-redis and redis-py follow a failover', async () => {
  const appliance = await startAppliance()
  const primary = appliance.servers[0]!
  const sentinels = sentinelAddresses(appliance)
  const runs = { node: viaNodeRedis(sentinels), python: viaRedisPy(sentinels) }
  await Promise.all(Object.values(runs).map(({ going }) => going))
  await primary.kill9()
  const promoted = await agreedPrimary(appliance, primary)
  const client = await promoted.connect()
  for (const [name, { finish, done }] of Object.entries(runs)) {
    finish()
    const { writes, failures } = await done
    console.log(`${name}: ${writes} writes accepted, ${failures} tries failed`)
    expect(writes).toBeGreaterThanOrEqual(2 * each)
    expect(await client.send('GET', `${name}:${writes - 1}`)).toEqual({
      kind: 'bulk',
      text: String(writes - 1),
    })
  }
  client.close()
  await primary.start()
  await expectEqual(appliance, promoted)
})
