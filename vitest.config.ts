import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // As models in TypeScript import it.
  resolve: {
    alias: { 'sql-model': resolve(import.meta.dirname, 'src/run/typescript/authoring.ts') },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/long/**', '**/node_modules/**'],
    globalSetup: ['tests/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // The embedded engine's program is compiled once, not a second time for speed: tests are over before that pays.
    execArgv: ['--liftoff-only'],
  },
})
