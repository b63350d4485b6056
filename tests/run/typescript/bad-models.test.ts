/** What is said of TypeScript models that go wrong while they run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ModelError } from '../../../src/errors/model-error.ts'
import type { NodeResult } from '../../../src/plan/types.ts'
import type { RunOutcome } from '../../../src/run/types.ts'
import { openWorkspace, type Workspace } from '../../../src/workspace.ts'
import { keepEngineOpen, runOptions, writeProject } from '../../support/project.ts'

keepEngineOpen()

/** A model of one column `id` with this body of rows(), which begins on line 6. */
function model(body: string, config = '{}'): string {
  return `import { defineModel, z } from 'sql-model'
export default defineModel({
  config: ${config},
  columns: z.object({ id: z.int(), name: z.string().optional() }),
  async *rows(ctx) {
${body}
  },
})
`
}

const CASES: readonly {
  readonly name: string
  readonly text: string
  readonly code: string
  readonly at?: string
  readonly says: RegExp
  readonly hint?: RegExp
}[] = [
  {
    name: 'throws',
    text: model("    yield { id: 1 }\n    throw new Error('no more rows today')"),
    code: 'M3314',
    at: 'models/throws.ts:7',
    says: /throws failed: no more rows today\./,
  },
  {
    name: 'throws_deep',
    text: model(
      '    yield { id: 1 }\n    const row = undefined as unknown as { id: number }\n    yield { id: row.id }',
    ),
    code: 'M3314',
    at: 'models/throws_deep.ts:8',
    says: /Cannot read properties of undefined/,
  },
  {
    name: 'throws_in_import',
    text: `import { parse } from '../lib/parse.ts'\n${model("    yield parse('x')")}`,
    code: 'M3314',
    at: 'lib/parse.ts:2',
    says: /throws_in_import failed: x is no number\./,
  },
  {
    name: 'throws_nothing',
    text: model('    throw undefined'),
    code: 'M3314',
    says: /throws_nothing failed: undefined/,
  },
  {
    name: 'gives_no_rows',
    text: model('')
      .replace('async *rows(ctx)', 'rows(ctx)')
      .replace(/\n\n/, '\n    return 5 as never\n'),
    code: 'M3314',
    says: /rows\(\) gave nothing that can be iterated over; it is async \*rows\(ctx\)/,
  },
  {
    name: 'wrong_type',
    text: model("    yield { id: 1 }\n    yield { id: 'two' as never }"),
    code: 'M3313',
    at: 'models/wrong_type.ts:5',
    says: /Row 2 of wrong_type does not fit: id: Invalid input: expected number, received string \(\{"id":"two"\}\)/,
  },
  {
    name: 'unknown_column',
    text: model("    yield { id: 1, nmae: 'x' } as never"),
    code: 'M3313',
    says: /nmae: is no column/,
  },
  {
    name: 'no_rows',
    text: model("    yield 'a text' as never"),
    code: 'M3318',
    at: 'models/no_rows.ts:5',
    says: /no_rows yields the text "a text"; a row, or a list of rows, was expected/,
  },
  {
    name: 'never_yields',
    text: model('    await new Promise(() => {})', "{ timeout: '1 second' }"),
    code: 'M3030',
    says: /never_yields/,
  },
  {
    name: 'infinite',
    text: model('    for (let id = 1; ; id++) yield { id }', "{ timeout: '1 second' }"),
    code: 'M3030',
    says: /infinite/,
  },
  {
    name: 'nul',
    text: model("    yield { id: 1, name: 'a\\0b' }"),
    code: 'M3321',
    at: 'models/nul.ts:5',
    says: /Row 1 of nul cannot be stored: column name holds a NUL character \(\{"id":1,"name":"a\\u0000b"\}\)/,
  },
  {
    name: 'half_a_character',
    text: model("    yield { id: 1, name: 'a\\ud83d' }"),
    code: 'M3321',
    says: /column name holds half of a character/,
  },
  {
    name: 'no_json',
    text: model('    yield { id: 1, name: { n: 1n } as never }').replace(
      'z.string().optional()',
      'z.unknown()',
    ),
    code: 'M3321',
    says: /column name cannot be written as JSON: .*BigInt.* \(\{"id":1,"name":\{"n":"1"\}\}\)/,
  },
  {
    name: 'out_of_range',
    text: model('    yield { id: Number.MAX_SAFE_INTEGER }').replace(
      'z.int()',
      "z.int().meta({ type: 'smallint' })",
    ),
    code: 'M3321',
    at: 'models/out_of_range.ts:5',
    says: /Row 1 of out_of_range cannot be stored: column id: .* out of range for type smallint \(\{"id":9007199254740991\}\)/,
  },
  {
    name: 'no_type',
    text: model('    yield { id: 1 }').replace('z.int()', 'z.union([z.string(), z.int()])'),
    code: 'M3312',
    at: 'models/no_type.ts:4',
    says: /The schema of column id is a union, which has no SQL type of its own/,
  },
  {
    name: 'undeclared_ref',
    text: model('    yield* ctx.refs.orders() as never'),
    code: 'M3320',
    says: /orders is no ref of this model/,
  },
  {
    name: 'breaks_on_load',
    text: `${model('    yield { id: port }')}const port: number = JSON.parse('{')\n`,
    code: 'M3310',
    at: 'models/breaks_on_load.ts:9',
    says: /breaks_on_load cannot be loaded: /,
  },
  {
    name: 'missing_package',
    text: `import left from 'no-such-package'\n${model('    yield { id: left }')}`,
    code: 'M3310',
    says: /^missing_package cannot be loaded: Cannot find module 'no-such-package'\.$/,
    hint: /Install no-such-package in the project/,
  },
  {
    name: 'no_such_type',
    text: model('    yield { id: 1 }').replace('z.int()', "z.int().meta({ type: 'integr' })"),
    code: 'M3323',
    at: 'models/no_such_type.ts:4',
    says: /^Column id cannot be of type integr: type "integr" does not exist\.$/,
  },
]

describe('a TypeScript model that goes wrong', () => {
  let workspace: Workspace
  let outcome: RunOutcome
  beforeAll(async () => {
    const files = CASES.map(({ name, text }) => [`models/${name}.ts`, text] as const)
    const root = writeProject({
      ...Object.fromEntries(files),
      'lib/parse.ts': `export function parse(text: string): { id: number } {
  if (text === 'x') throw new Error(text + ' is no number')
  return { id: Number(text) }
}
`,
      'models/empty.ts': model(''),
      'models/fits.ts': model('    yield [{ id: 1 }, { id: 2 }]\n    yield { id: 3 }'),
    })
    workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0 })
    outcome = await workspace.run(runOptions({ command: 'run' }), () => undefined)
  })
  afterAll(() => workspace.close())
  const result = (name: string) =>
    outcome.results.find(({ node }) => node === `model.shop.${name}`) as NodeResult

  it.each(CASES)('$name is $code', ({ name, code, at, says, hint }) => {
    const { error } = result(name)
    expect(error).toBeInstanceOf(ModelError)
    expect((error as ModelError).code, error?.message).toBe(code)
    expect(error?.message).toMatch(says)
    const { place } = error as ModelError
    if (hint !== undefined) expect((error as ModelError).hint).toMatch(hint)
    if (at !== undefined) expect(`${place?.file}:${place?.line}`).toBe(at)
  })

  it('leaves the others alone: no rows at all, and lists of rows', async () => {
    expect(result('empty')).toMatchObject({ status: 'success', rows: 0 })
    expect(result('fits')).toMatchObject({ status: 'success', rows: 3 })
  })

  it('leaves nothing on the stages', async () => {
    const sql = `select count(*)::int as n from pg_class where relnamespace = to_regnamespace('public__stage')`
    expect((await workspace.query(sql, { limit: null })).rows).toEqual([{ n: 0 }])
  })
})
