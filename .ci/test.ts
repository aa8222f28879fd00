/*
 * Runs every vitest project and ends with one plain line, `N passed, N failed`, the form CI reads.
 *
 * The numbers come from vitest's JSON report. What fails outside a test (a file that does not load, an error
 * nobody caught, the time limit) counts as a failure too, so that the line and the exit code always agree,
 * and in CI so does a skipped test. vitest leads its own process group: at the limit, or on Ctrl-C, it ends
 * together with the servers that its tests started.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const limitMinutes = 20

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[]
}

function readReport(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return undefined
  }
}

/** Files that failed without a failed test in them: they did not load, or a hook around the tests failed. */
function brokenFiles(report: Report): number {
  return report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  ).length
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'))
const reportPath = join(folder, 'report.json')
const vitest = spawn(
  join(import.meta.dirname, '../node_modules/.bin/vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`],
  { cwd: join(import.meta.dirname, '..'), stdio: 'inherit', detached: true },
)

function endGroup(signal: NodeJS.Signals): void {
  try {
    if (vitest.pid !== undefined) process.kill(-vitest.pid, signal)
  } catch {
    // The group has ended already.
  }
}
process.on('SIGINT', () => endGroup('SIGINT'))
process.on('SIGTERM', () => endGroup('SIGTERM'))
const limit = setTimeout(() => {
  console.error(`The tests ran into their limit of ${limitMinutes} minutes.`)
  endGroup('SIGKILL')
}, limitMinutes * 60_000)

vitest.on('exit', code => {
  clearTimeout(limit)
  const report = readReport(reportPath)
  rmSync(folder, { recursive: true })
  const passed = report?.numPassedTests ?? 0
  const skipped = report?.numPendingTests ?? 0
  let failed = (report?.numFailedTests ?? 0) + (report ? brokenFiles(report) : 0)
  if (skipped > 0) console.log(`${skipped} SKIPPED${process.env.CI ? ', which is a failure in CI' : ''}`)
  if (process.env.CI) failed += skipped
  if (code !== 0 && failed === 0) failed = 1
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
})
