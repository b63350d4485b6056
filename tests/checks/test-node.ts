/** Makes test nodes and runs their checks on an embedded database of the test's own. */
import type { PGlite } from '@electric-sql/pglite'
import type { Session } from '../../src/adapters/adapter.ts'
import { DatabaseError } from '../../src/adapters/database-error.ts'
import type { CheckContext } from '../../src/checks/types.ts'
import type { TestConfig, TestNode } from '../../src/compile/manifest.ts'
import { quoteIdentifier } from '../../src/sql/relation.ts'
import type { Value } from '../../src/util/value.ts'

const place = { file: 'models/schema.yml', line: 4, column: 9 }

export interface TestGiven {
  readonly on?: string
  readonly column?: string
  readonly arguments?: Readonly<Record<string, Value>>
  readonly references?: Readonly<Record<string, string>>
  readonly config?: Partial<TestConfig>
  readonly builtIn?: boolean
}

const defaults: TestConfig = {
  severity: 'error',
  warnIf: '!= 0',
  errorIf: '!= 0',
  storeFailures: false,
  enabled: true,
  raw: {},
}

/** A generic test `test` on model `on` (default: orders). */
export function genericTest(test: string, given: TestGiven = {}): TestNode {
  const on = `model.shop.${given.on ?? 'orders'}`
  const name = `${test}_${given.on ?? 'orders'}_${given.column ?? ''}`
  return {
    kind: 'test',
    id: `test.shop.${name}.0123456789`,
    name,
    alias: name,
    path: place.file,
    fqn: ['shop', name],
    description: '',
    tags: [],
    meta: {},
    dependsOn: [on],
    place,
    config: { ...defaults, ...given.config },
    definition: {
      kind: 'generic',
      test,
      attachedTo: on,
      ...(given.column !== undefined && { column: given.column }),
      declaration: { test, description: '', arguments: given.arguments ?? {}, config: {}, place },
      references: given.references ?? {},
      builtIn: given.builtIn ?? true,
    },
  }
}

/** Relations are tables of the schema `shop`; texts are taken as they stand. */
export const context: CheckContext = {
  relation: id => `"shop".${quoteIdentifier(id.split('.').slice(2).join('.'))}`,
  asOf: '2026-02-14T00:00:00.000Z',
  renderText: text => text,
  renderTest: (_test, model) => `select * from ${model} where id < 0;\n`,
}

/** The embedded database as a session; counts the statements. */
export function sessionOf(database: PGlite): Session & { readonly statements: string[] } {
  const statements: string[] = []
  return {
    statements,
    query: async (sql, values = []) => {
      statements.push(sql)
      try {
        const { rows, fields } = await database.query(sql, [...values])
        const columns = fields.map(field => ({ name: field.name, type: '' }))
        return { rows: rows as never, columns, rowCount: rows.length, command: 'SELECT' }
      } catch (error) {
        const { message, code } = error as { message: string; code: string }
        const fields = { code, detail: undefined, hint: undefined, offset: undefined, sql }
        throw new DatabaseError(message, fields, error)
      }
    },
    execute: async sql => (await database.exec(sql)).map(({ rowCount = null }) => rowCount),
    copyIn: () => Promise.reject(new Error('not needed by checks')),
  }
}
