/** PostgreSQL joins the contract, where one is installed or DATABASE_URL names a server. */
import { afterAll } from 'vitest'
import { createDatabase, SERVER_URL } from '../support/postgres-database.ts'
import { testContract } from './contract.ts'
import { postgresEngine } from './postgres-engine.ts'

const database = SERVER_URL ? await createDatabase('contract') : undefined
afterAll(() => database?.drop())

testContract(postgresEngine('postgres', database?.url))
