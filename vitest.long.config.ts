import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** What takes too long for every commit; one file after the other, because some measure times. */
export default defineConfig({
  // As models in TypeScript import it.
  resolve: {
    alias: { 'sql-model': resolve(import.meta.dirname, 'src/run/typescript/authoring.ts') },
  },
  test: {
    include: ['tests/long/**/*.test.ts'],
    globalSetup: ['tests/global-setup.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
})
