/** Seeds that are packed by gzip: the same rows, the same reasons to load them again. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { keepEngineOpen, rows, run, statuses, writeProject } from '../support/project.ts'

keepEngineOpen()

const FILES = {
  'models/cities.sql': `{{config materialized="table"}}\nselect * from {{ref "towns"}}\n`,
}
const TEXT = 'name,people\nLeeds,812000\nPeoria,113150\n'

function projectWith(bytes: Buffer): string {
  const root = writeProject({ ...FILES, 'seeds/README.md': 'Packed.\n' })
  writeFileSync(join(root, 'seeds/towns.csv.gz'), bytes)
  return root
}

it('build loads a packed CSV with inferred types, and skips it when it was only packed anew', async () => {
  const root = projectWith(gzipSync(TEXT))
  expect((await run(root)).status).toBe('success')
  expect(await rows(root, 'select name, people + 1 as more from cities order by 1')).toEqual([
    { name: 'Leeds', more: 812001 },
    { name: 'Peoria', more: 113151 },
  ])
  writeFileSync(join(root, 'seeds/towns.csv.gz'), gzipSync(TEXT, { level: 1 }))
  const again = await run(root, { command: 'build' })
  expect(statuses(again)['towns']).toBe('no-op')
})

it('build names the file that cannot be unpacked', async () => {
  const root = projectWith(gzipSync(TEXT).subarray(0, 30))
  const { results } = await run(root)
  expect(results.map(result => result.message).join()).toMatch(/cannot be unpacked/)
})
