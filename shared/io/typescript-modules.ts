/*
 * Tells Node that every .ts file of this project is an ES module.
 *
 * The package.json next to each main.ts has no "type" (main.ts says why), so Node would read every other file
 * there twice: as CommonJS, which fails, then as an ES module, with a warning. The hook names the format
 * instead; Node's own loader still reads the file and strips the types.
 *
 * Hooks do not reach worker threads by themselves, so threads are started with startWorker(), which loads
 * this file first. Scripts that import server/ or sentinel/ without passing through main.ts run as `node
 * --import ./shared/io/typescript-modules.ts script.ts`.
 */
import { registerHooks } from 'node:module'
import { Worker, type WorkerOptions } from 'node:worker_threads'

const projectRoot = new URL('../../', import.meta.url).href
const dependencies = new URL('node_modules/', projectRoot).href

registerHooks({
  load(url, context, nextLoad) {
    const ours = url.startsWith(projectRoot) && url.endsWith('.ts') && !url.startsWith(dependencies)
    return nextLoad(url, ours ? { ...context, format: 'module-typescript' } : context)
  },
})

/**
 * Starts a worker thread on a .ts file of this project.
 * @param file URL of the file, usually `new URL('./name.ts', import.meta.url)`
 */
export function startWorker(file: URL, options: WorkerOptions = {}): Worker {
  return new Worker(file, {
    ...options,
    execArgv: ['--import', import.meta.url, ...(options.execArgv ?? [])],
  })
}
