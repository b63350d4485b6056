/** What a contract case is, and how the suite runs all of them on an engine. An engine joins with a file of 15 lines. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Adapter, PublishItem, PublishOutcome } from '../../src/adapters/adapter.ts'
import type { Capabilities } from '../../src/adapters/capabilities.ts'
import { quoteIdentifier, type RelationName } from '../../src/sql/relation.ts'
import { CASES } from './cases.ts'

/** What a case gets: an open adapter and a schema of its own, with its stage and old schemas. */
export interface Scene {
  readonly adapter: Adapter
  readonly schema: string
  /** A relation in the case's schema. */
  relation(name: string): RelationName
  stage(name: string): RelationName
  /** Publishes tables and views staged under these names, as a run does. */
  publish(
    items: readonly PublishedInTest[],
    ownViews?: readonly RelationName[],
  ): Promise<PublishOutcome>
  /** Writes a file and returns its path. */
  file(content: string | Uint8Array): Promise<string>
  /** Closes the adapter and opens it again on the same database. */
  reopen(): Promise<Adapter>
}

export interface PublishedInTest {
  readonly name: string
  /** The SELECT of a view; without one it is a table. */
  readonly select?: string
}

export interface ContractCase {
  readonly name: string
  /** Skipped, by name, on an engine without this capability. */
  readonly needs?: keyof Capabilities
  readonly run: (scene: Scene) => Promise<void>
}

export interface EngineUnderTest {
  readonly name: string
  readonly capabilities: Capabilities
  open(): Promise<Adapter>
  /** Why it cannot be tested here, when it cannot. */
  readonly absent?: string
}

/** Runs every case on the engine. */
export function testContract(engine: EngineUnderTest): void {
  describe.skipIf(engine.absent !== undefined)(`${engine.name} keeps the contract`, () => {
    let adapter: Adapter
    let folder: string
    let made = 0
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'contract-'))
      adapter = await engine.open()
    })
    afterAll(async () => {
      await adapter?.close()
      await rm(folder, { recursive: true, force: true })
    })

    async function scene(): Promise<Scene> {
      const schema = `contract_${++made}`
      await makeSchemas(adapter, schema)
      const place = (suffix: string) => (name: string) => ({ schema: schema + suffix, name })
      return {
        get adapter() {
          return adapter
        },
        schema,
        relation: place(''),
        stage: place('__stage'),
        publish: (items, ownViews = []) =>
          adapter.publish({
            items: items.map(item => publishItem(schema, item)),
            timeout: 2_000,
            writeLedger: async () => undefined,
            ownViews: new Set(ownViews.map(name => `"${name.schema}"."${name.name}"`)),
          }),
        file: async content => {
          const path = join(folder, `${made} it's "é".csv`)
          await writeFile(path, content)
          return path
        },
        reopen: async () => {
          await adapter.close()
          adapter = await engine.open()
          return adapter
        },
      }
    }

    for (const { name, needs, run } of CASES) {
      const missing = needs && !engine.capabilities[needs].supported
      const title = missing
        ? `${name} [skipped: ${needs}: ${engine.capabilities[needs].reason}]`
        : name
      test.skipIf(missing)(title, async () => run(await scene()))
    }
  })
}

/** On a server the schemas of an earlier suite may be there. */
async function makeSchemas(adapter: Adapter, schema: string): Promise<void> {
  for (const name of [schema, `${schema}__stage`, `${schema}__old`]) {
    await adapter.execute(`drop schema if exists ${quoteIdentifier(name)} cascade`)
    await adapter.execute(adapter.dialect.createSchema(name))
  }
}

function publishItem(schema: string, item: PublishedInTest): PublishItem {
  const { name, select } = item
  const places = {
    id: name,
    stage: { schema: `${schema}__stage`, name },
    final: { schema, name },
    old: { schema: `${schema}__old`, name },
  }
  return select === undefined ? { kind: 'table', ...places } : { kind: 'view', ...places, select }
}
