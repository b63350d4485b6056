/** The demonstration's seeds are what their generator writes, on every machine. */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

it('npm run seeds -- --check passes on the committed files', () => {
  const program = ['node_modules/jiti/lib/jiti-cli.mjs', 'scripts/seeds/main.ts', '--check']
  expect(() => execFileSync(process.execPath, program, { cwd: root })).not.toThrow()
})

it('all seeds together stay below 10 MB', () => {
  const folder = join(root, 'seeds')
  const bytes = readdirSync(folder).map(name => statSync(join(folder, name)).size)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(10_000_000)
})
