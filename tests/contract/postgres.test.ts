/** PostgreSQL joins the contract, where one is installed or DATABASE_URL names a server. */
import { POSTGRES_CAPABILITIES } from '../../src/adapters/postgres/capabilities.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { testContract } from './contract.ts'

const url = process.env['DATABASE_URL']

testContract({
  name: 'postgres',
  capabilities: POSTGRES_CAPABILITIES,
  ...(url ? {} : { absent: 'no PostgreSQL is installed and DATABASE_URL names none' }),
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
