/*
 * The entry point of the data server: it checks the Node that runs it, then hands over to boot.ts.
 *
 * A Node too old for the rest must be able to read this file and say so in one plain sentence. Such a Node
 * knows no TypeScript, but it runs any file name as CommonJS when the nearest package.json has no "type";
 * hence server/package.json without one, and no import, export or type in this file. The price is that Node
 * must be told that the other files below server/ are ES modules; shared/io/typescript-modules.ts does so.
 */
{
  const needed = 26
  const running = process.versions.node
  if (Number(running.split('.')[0]) < needed) {
    process.stderr.write(
      `Holdfast needs Node ${needed} or newer, but Node ${running} ran it: run "npm ci" in its folder, ` +
        'then start it with node_modules/.bin/node in place of node.\n',
    )
    process.exitCode = 1
  } else {
    // The way of a request is many small functions; with V8's own budget the longer ways are not inlined
    // whole. Measured per command, in process: 10 to 15 % less. More than this gains nothing that could be
    // measured, and at 3000 the compiler's threads leave 4 MB more to the process, at 4000 12.
    const { setFlagsFromString } = process.getBuiltinModule('node:v8')
    setFlagsFromString('--max-inlined-bytecode-size-cumulative=2000')
    // Compiled code is kept beside the dependencies, where only who installed them can write: a start takes
    // half as long. Where that folder is read-only, Node does without.
    const { enableCompileCache } = process.getBuiltinModule('node:module')
    enableCompileCache(`${__dirname}/../node_modules/.cache/node-compile-cache`)
    // Node would open its debugger to every user of this machine at this signal.
    process.on('SIGUSR1', () => {})
    // As redis-server: told so, or by the name it is called by, it is a sentinel. The server itself knows
    // none.
    const { basename } = process.getBuiltinModule('node:path')
    const [, called, ...args] = process.argv
    const isSentinel = args.includes('--sentinel') || basename(called).includes('redis-sentinel')
    import('../shared/io/typescript-modules.ts')
      .then(() => (isSentinel ? import('../sentinel/boot.ts') : import('./boot.ts')))
      .then(boot => boot.start(process.argv.slice(2)))
  }
}
