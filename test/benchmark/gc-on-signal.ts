/*
 * Loaded into Holdfast by NODE_OPTIONS: SIGUSR2 makes it run full garbage collections and print how long each
 * stopped it and how long its thread ran meanwhile, in milliseconds: `12.3/11.9`.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

const collections = 5

function collect(): void {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const pauses: string[] = []
  while (pauses.length < collections) {
    const start = performance.now()
    const before = process.threadCpuUsage()
    collectGarbage()
    const { user, system } = process.threadCpuUsage(before)
    pauses.push(`${(performance.now() - start).toFixed(2)}/${((user + system) / 1000).toFixed(2)}`)
  }
  console.log(`full collections: ${pauses.join(' ')}`)
}

if (isMainThread) process.on('SIGUSR2', collect)
