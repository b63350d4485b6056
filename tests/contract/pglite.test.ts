/** The embedded engine joins the contract. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { PGLITE_CAPABILITIES } from '../../src/adapters/pglite/capabilities.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { testContract } from './contract.ts'
import { POSTGRES_WORDS } from './engine.ts'

const root = mkdtempSync(join(tmpdir(), 'contract-pglite-'))
writeFileSync(join(root, 'file'), 'no database')
afterAll(() => rmSync(root, { recursive: true, force: true }))

testContract({
  name: 'pglite',
  capabilities: PGLITE_CAPABILITIES,
  words: POSTGRES_WORDS,
  // One database for all projects, for making one takes its time.
  target: { adapter: 'pglite', path: join(root, 'projects') },
  without: { 'connections that break': 'It has none: the engine runs in the process.' },
  refusals: {
    'a file is where the database belongs': [{ path: 'file' }, 'M2005'],
    'a setting of another adapter': [{ url: 'postgres://h/d' }, 'M2023'],
    'the folder is held': [{ path: 'target/warehouse' }, 'M2201'],
  },
  open: (settings = { path: 'target/warehouse' }) =>
    openAdapter('pglite', {
      root,
      targetPath: join(root, 'target'),
      settings: { ...settings },
      threads: 1,
      applicationName: 'contract',
      wait: 0,
    }),
})
