/** The embedded engine joins the contract. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { PGLITE_CAPABILITIES } from '../../src/adapters/pglite/capabilities.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { testContract } from './contract.ts'

const root = mkdtempSync(join(tmpdir(), 'contract-pglite-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

testContract({
  name: 'pglite',
  capabilities: PGLITE_CAPABILITIES,
  open: () =>
    openAdapter('pglite', {
      root,
      targetPath: join(root, 'target'),
      settings: { path: 'target/warehouse' },
      threads: 1,
      applicationName: 'contract',
      wait: 0,
    }),
})
