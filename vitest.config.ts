/*
 * The test projects, by what they prove (docs/architecture.md, "Tests").
 *
 * Two files run side by side, on a machine with two cores. Tests that start processes wait for what they want
 * to see, however long it takes, and each file has ports of its own, so a neighbour does not upset them.
 * groupOrder keeps the groups apart; the quickest to fail come first.
 */
import { defineConfig } from 'vitest/config'

const minute = 60_000

function project(name: string, options: { order: number; timeout: number; setupFiles?: string[] }) {
  return {
    test: {
      name,
      setupFiles: options.setupFiles ?? [],
      include: [`test/${name}/**/*.test.ts`],
      maxWorkers: 2,
      sequence: { groupOrder: options.order },
      testTimeout: options.timeout,
      hookTimeout: options.timeout,
    },
  }
}

export default defineConfig({
  test: {
    projects: [
      project('style', { order: 0, timeout: minute }),
      project('unit', { order: 0, timeout: minute }),
      project('property', {
        order: 0,
        timeout: 2 * minute,
        setupFiles: ['test/support/property-seed.ts'],
      }),
      project('simulation', { order: 0, timeout: 2 * minute }),
      project('differential', { order: 1, timeout: minute }),
      project('integration', { order: 2, timeout: 2 * minute }),
    ],
  },
})
