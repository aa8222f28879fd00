/*
 * The test projects, by what they prove (docs/architecture.md, "Tests").
 *
 * The pure ones run first, side by side. Those that start processes or burn CPU run after them, one file at a
 * time: on a machine with two cores a neighbour would upset their timing. groupOrder keeps the groups apart.
 */
import { defineConfig } from 'vitest/config'

const minute = 60_000

function project(
  name: string,
  options: { order: number; serial: boolean; timeout: number; setupFiles?: string[] },
) {
  return {
    test: {
      name,
      setupFiles: options.setupFiles ?? [],
      include: [`test/${name}/**/*.test.ts`],
      fileParallelism: !options.serial,
      maxWorkers: options.serial ? 1 : 2,
      sequence: { groupOrder: options.order },
      testTimeout: options.timeout,
      hookTimeout: options.timeout,
    },
  }
}

export default defineConfig({
  test: {
    projects: [
      project('style', { order: 0, serial: false, timeout: minute }),
      project('unit', { order: 0, serial: false, timeout: minute / 2 }),
      project('property', {
        order: 0,
        serial: false,
        timeout: 2 * minute,
        setupFiles: ['test/support/property-seed.ts'],
      }),
      project('simulation', { order: 1, serial: true, timeout: 2 * minute }),
      project('differential', { order: 2, serial: true, timeout: minute }),
      project('integration', { order: 3, serial: true, timeout: 2 * minute }),
    ],
  },
})
