/**
 * What a contract case is, and how the suite runs all of them on an engine: those of an adapter in a schema of their own,
 * those of a run in a project of their own. An engine joins with a file of 15 lines.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Adapter, PublishItem, PublishOutcome } from '../../src/adapters/adapter.ts'
import type { Capabilities } from '../../src/adapters/capabilities.ts'
import { quoteIdentifier, type RelationName } from '../../src/sql/relation.ts'
import { CASES, PROJECT_CASES } from './cases.ts'
import { type EngineUnderTest, type EngineWords, type Feature, missing } from './engine.ts'
import { type ProjectScene, projectScene } from './project-scene.ts'

/** What a case of an adapter gets: an open one, and a schema of its own with its stage and old schemas. */
export interface Scene {
  readonly adapter: Adapter
  readonly words: EngineWords
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

interface Case<S> {
  readonly name: string
  /** Skipped, by name, on an engine without this. */
  readonly needs?: keyof Capabilities | Feature
  /** Skipped, by name, on an engine without this declared type. */
  readonly type?: string
  readonly run: (scene: S) => Promise<void>
}

export type ContractCase = Case<Scene>
/** A case of a run: a project that is built through the workspace. */
export type ProjectCase = Case<ProjectScene>

/** Runs every case on the engine. */
export function testContract(engine: EngineUnderTest): void {
  describe.skipIf(engine.absent !== undefined)(titleOf(engine), () => {
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
        words: engine.words,
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
    register(engine, CASES, scene)
    for (const [name, [settings, code]] of Object.entries(engine.refusals ?? {})) {
      test(`a target is refused, saying why: ${name}`, async () => {
        const opened = await engine.open(settings).catch((error: unknown) => error)
        expect(opened).toMatchObject({ code, hint: expect.any(String) })
      })
    }
  })
  const left = engine.withoutRuns
  const title = `${titleOf(engine)} in a run${left === undefined ? '' : ` [skipped: ${left}]`}`
  describe.skipIf(engine.absent !== undefined || left !== undefined)(title, () => {
    let made = 0
    register(engine, PROJECT_CASES, async () => projectScene(engine, `contract_run_${++made}`))
  })
}

function titleOf({ name, absent }: EngineUnderTest): string {
  return `${name} keeps the contract${absent === undefined ? '' : ` [skipped: ${absent}]`}`
}

function register<S extends Scene | ProjectScene>(
  engine: EngineUnderTest,
  cases: readonly Case<S>[],
  scene: () => Promise<S>,
): void {
  for (const { name, needs, type, run } of cases) {
    const reason = missing(engine, needs) ?? engine.withoutTypes?.[type ?? '']
    const title = reason ? `${name} [skipped: ${needs ?? type}: ${reason}]` : name
    test.skipIf(reason !== undefined)(title, async () => {
      const given = await scene()
      try {
        await run(given)
      } finally {
        if ('close' in given) await given.close()
      }
    })
  }
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
