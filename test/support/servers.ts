/*
 * The processes of server-process.ts for a test file: what they printed since the last failure is shown when
 * a test fails, and all of them are stopped when the file ends.
 */
import { afterAll, afterEach } from 'vitest'
import { running, stopAll } from './server-process.ts'

export {
  type ProcessOptions,
  ServerProcess,
  startHoldfast,
  startRedis,
  startSentinel,
} from './server-process.ts'

const shownChars = 6000

afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const server of running) {
    const news = server.takeNews().slice(-shownChars)
    if (server.isRunning && news === '') continue
    const kind = server.sentinel ? 'sentinel' : 'server'
    const state = server.isRunning ? '' : `, ended with ${server.exitCode}`
    console.log(`--- ${server.maker} ${kind} on port ${server.port}${state}, printed:\n${news}`)
  }
})

afterAll(stopAll)
