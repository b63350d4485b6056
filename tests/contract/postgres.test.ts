/** PostgreSQL joins the contract, where DATABASE_URL names a server. */
import { POSTGRES_CAPABILITIES } from '../../src/adapters/postgres/capabilities.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { testContract } from './contract.ts'

const url = process.env['DATABASE_URL']

testContract({
  name: 'postgres',
  capabilities: POSTGRES_CAPABILITIES,
  ...(url ? {} : { absent: 'DATABASE_URL is not set' }),
  open: () =>
    openAdapter('postgres', {
      root: '.',
      targetPath: 'target',
      settings: { url },
      threads: 4,
      applicationName: 'contract',
      wait: 0,
    }),
})
