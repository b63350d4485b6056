/** The embedded engine through another process, which holds its folder, joins the contract. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { PGLITE_CAPABILITIES } from '../../src/adapters/pglite/capabilities.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { LOCAL_PROJECT } from '../support/project.ts'
import { type ServingHolder, startHolder } from '../support/serving-holder.ts'
import { testContract } from './contract.ts'
import { POSTGRES_WORDS } from './engine.ts'

const root = mkdtempSync(join(tmpdir(), 'contract-remote-'))
let holder: ServingHolder

beforeAll(async () => {
  writeFileSync(join(root, 'project.yml'), LOCAL_PROJECT)
  holder = await startHolder(root)
})
afterAll(async () => {
  await holder.end('SIGTERM')
  rmSync(root, { recursive: true, force: true })
})

testContract({
  name: 'pglite through its holder',
  capabilities: PGLITE_CAPABILITIES,
  words: POSTGRES_WORDS,
  target: { adapter: 'pglite', path: join(root, 'target/warehouse') },
  withoutRuns:
    'Those of pglite are the same; what is remote about them is in tests/adapters/pglite.',
  without: { 'connections that break': 'The end of a holder is in tests/adapters/pglite.' },
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
