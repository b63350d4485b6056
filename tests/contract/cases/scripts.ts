/** Models in TypeScript, built on every engine: what they yield, read, ask and lose is the same on all. */
import { expect } from 'vitest'
import { statuses } from '../../support/project.ts'
import type { ProjectCase } from '../contract.ts'

/** A model with these properties; its code stands in this process, so that it can be watched through globalThis. */
const model = (properties: string): string =>
  `import { defineModel, PassingError, z } from 'sql-model'\nexport default defineModel({\n${properties}\n})\n`

const VALUES = model(String.raw`  columns: z.object({
    id: z.int(),
    texts: z.array(z.string().nullable()).nullable().meta({ type: 'text[]' }),
    grid: z.array(z.array(z.int())).nullable().meta({ type: 'integer[]' }),
    docs: z.array(z.unknown()).nullable().meta({ type: 'jsonb[]' }),
    text: z.string().nullable(),
    doc: z.unknown(),
    amount: z.string().nullable().meta({ type: 'numeric(20,4)' }),
    huge: z.bigint().nullable(),
    big: z.int64().nullable(),
    at: z.date().nullable(),
    moment: z.iso.datetime({ offset: true }).nullable(),
    day: z.iso.date().nullable(),
    time: z.iso.time().nullable(),
    bytes: z.instanceof(Uint8Array).nullable().meta({ type: 'bytea' }),
    ratio: z.float64().nullable(),
    flag: z.boolean().optional(),
  }),
  *rows() {
    const nothing = {
      texts: null, grid: null, docs: null, text: null, doc: null, amount: null, huge: null, big: null, at: null,
      moment: null, day: null, time: null, bytes: null, ratio: null,
    }
    yield {
      id: 1, texts: ['a', 'b,"c"', '', 'NULL', null, '{x}', 'back\\slash', 'tab\tnew\nline', 'Zoë😀'],
      grid: [[1, -2], [3, 4]], docs: [{ a: 'b"c' }, 1, 'x\\y'], text: 'a\tb\nc\\d"e\r\n', doc: { a: [1, null, 'x"y\\z\n'] },
      amount: '1234567890123456.1234', huge: 123456789012345678901234567890n, big: 9223372036854775807n,
      at: new Date('2026-02-14T10:00:00.123Z'), moment: '2026-02-14T10:00:00.123456+02:00', day: '2026-02-14',
      time: '10:11:12.5', bytes: new Uint8Array([0, 92, 255]), ratio: 0.1, flag: true,
    }
    yield [{ ...nothing, id: 2 }, { ...nothing, id: 3, texts: [], grid: [], text: '', doc: 'a text', bytes: new Uint8Array() }]
    yield { ...nothing, id: 4, texts: ['\\.'], text: '\\.', doc: 12, ratio: 5e-324 }
    yield { ...nothing, id: 5, texts: [' '], text: ' spaced ', doc: [], ratio: -1e300, flag: false }
    yield { ...nothing, id: 6, text: '\\N', doc: false, ratio: Number.MAX_VALUE }
  },`)

/** Every column of what was read back, as it came. */
const COPY = (options: string): string =>
  model(`  refs: ['kinds'],
  columns: z.object(Object.fromEntries(Object.entries({
    id: 'bigint', texts: 'text[]', grid: 'integer[]', docs: 'jsonb[]', text: 'text', doc: 'jsonb', amount: 'numeric(20,4)',
    huge: 'numeric', big: 'bigint', at: 'timestamptz', moment: 'timestamptz', day: 'date', time: 'time', bytes: 'bytea',
    ratio: 'double precision', flag: 'boolean',
  }).map(([name, type]) => [name, z.unknown().meta({ type })]))),
  async *rows(ctx) {
    yield* ctx.refs.kinds(${options})
  },`)

const REFUSED = model(`  config: { max_failures: 3 },
  columns: z.object({ id: z.int32(), day: z.string().meta({ type: 'date' }) }),
  *rows() {
    for (let id = 1; id <= 2500; id++)
      yield { id, day: [7, 1500, 2500].includes(id) ? '2026-02-30' : '2026-02-01' }
  },`)

const ASKS = (version: string, config = ''): string =>
  model(`  refs: ['companies'],
  config: { max_failures: 1, ${config} },
  columns: z.object({ name: z.string(), answer: z.string() }),
  async *rows(ctx) {
    const asked = globalThis as unknown as { asked: string[] }
    const question = { key: row => row.name, version: '${version}', cost: 2 }
    const answers = ctx.ask(ctx.refs.companies<{ name: string }>(), question, async row => {
      asked.asked.push(row.name)
      if (row.name === 'mute\\0') throw new Error('says nothing \\ud83d')
      return 'about ' + row.name
    })
    for await (const { row, answer } of answers) yield { name: row.name, answer }
  },`)

const PAGES = (key: string): string =>
  model(`  refs: ['numbers'],
  columns: z.object({ total: z.int(), rows: z.int() }),
  async *rows(ctx) {
    let [total, rows] = [0, 0]
    for await (const { n } of ctx.refs.numbers<{ n: number }>({ columns: ['n'], key: ['${key}'] })) {
      total += n
      rows++
    }
    yield { total, rows }
  },`)

/** Who was asked since, in order. */
function takeAsked(): readonly string[] {
  const shared = globalThis as unknown as { asked?: string[] }
  const asked = shared.asked ?? []
  shared.asked = []
  return asked.sort()
}

export const SCRIPT_CASES: readonly ProjectCase[] = [
  {
    name: 'values of a TypeScript model are stored, and read by the next, with every digit and character',
    run: async scene => {
      await scene.write({
        'models/kinds.ts': VALUES,
        'models/spooled.ts': COPY(''),
        'models/paged.ts': COPY("{ key: ['id'] }"),
      })
      const good = { kinds: 'success', spooled: 'success', paged: 'success' }
      expect(statuses(await scene.run())).toEqual(good)
      const cells = ['texts', 'grid', 'docs', 'text', 'doc', 'huge', 'bytes', 'ratio', 'flag']
      const list = cells.map(name => `cast(${name} as text) as ${name}`).join(', ')
      const [first, empty, third] = await scene.query(
        `select ${list} from ${scene.schema}.kinds order by id`,
      )
      expect(first).toEqual({
        texts: '{a,"b,\\"c\\"","","NULL",NULL,"{x}","back\\\\slash","tab\tnew\nline",Zoë😀}',
        grid: '{{1,-2},{3,4}}',
        docs: '{"{\\"a\\": \\"b\\\\\\"c\\"}",1,"\\"x\\\\\\\\y\\""}',
        text: 'a\tb\nc\\d"e\r\n',
        doc: '{"a": [1, null, "x\\"y\\\\z\\n"]}',
        huge: '123456789012345678901234567890',
        bytes: '\\x005cff',
        ratio: '0.1',
        flag: 'true',
      })
      expect(Object.values(empty!).every(value => value === null)).toBe(true)
      expect(third).toMatchObject({ texts: '{}', grid: '{}', text: '', bytes: '\\x' })
      for (const copy of ['spooled', 'paged'])
        for (const [one, other] of [
          ['kinds', copy],
          [copy, 'kinds'],
        ])
          expect(
            await scene.query(
              `select id from (table ${scene.schema}.${one} except table ${scene.schema}.${other}) as lost`,
            ),
          ).toEqual([])
    },
  },
  {
    name: 'rows that the database refuses are set aside, and these alone',
    run: async scene => {
      await scene.write({ 'models/days.ts': REFUSED })
      expect(statuses(await scene.run())).toEqual({ days: 'success' })
      const counted = `select cast(count(*) as int) as n from ${scene.schema}.days`
      expect(await scene.query(counted)).toEqual([{ n: 2497 }])
      const failed = await scene.query(`select key, message from ${scene.schema}.days__failures`)
      expect(failed.map(({ key }) => key)).toEqual(['row 7', 'row 1500', 'row 2500'])
      expect(failed[0]!['message']).toMatch(
        /^Row 7 of days cannot be stored: column day: .*2026-02-30/,
      )
      await scene.write({ 'models/days.ts': REFUSED.replace('max_failures: 3', 'max_failures: 2') })
      expect((await scene.run()).results[0]).toMatchObject({ error: { code: 'M3316' } })
      expect(await scene.query(counted)).toEqual([{ n: 2497 }])
    },
  },
  {
    name: 'answers are asked for once: through failures, budgets, --full-refresh and a version that comes back',
    run: async scene => {
      takeAsked()
      await scene.write({
        'seeds/companies.csv': 'name\na\nb\nc\nd\n',
        'models/answers.ts': ASKS('1', 'budget: { cost: 6 }'),
      })
      const counted = async () => {
        const sql = `select cast(count(*) as int) as n from ${scene.schema}.answers`
        return (await scene.query(sql))[0]!['n']
      }
      await scene.run()
      expect([takeAsked().length, await counted()]).toEqual([3, 3])
      expect(await scene.status()).toMatchObject([
        {},
        { state: 'stale', reasons: [{ code: 'flawed' }] },
      ])
      await scene.run()
      expect([takeAsked().length, await counted()]).toEqual([1, 4])
      await scene.run({ fullRefresh: true })
      expect([takeAsked().length, await counted()]).toEqual([0, 4])
      await scene.write({ 'models/answers.ts': ASKS('2') })
      await scene.run()
      expect([takeAsked(), await counted()]).toEqual([['a', 'b', 'c', 'd'], 4])
      await scene.write({ 'models/answers.ts': ASKS('1'), 'seeds/companies.csv': 'name\na\nnew\n' })
      await scene.run()
      expect([takeAsked(), await counted()]).toEqual([['new'], 2])
    },
  },
  {
    name: 'a failure is kept whatever is in it, and is asked about again by --full-refresh alone',
    run: async scene => {
      takeAsked()
      await scene.write({
        'seeds/companies.csv': 'name\na\nb\n',
        'models/answers.ts': ASKS('1')
          .replaceAll("'mute\\0'", "'b'")
          .replace('key: row => row.name', "key: row => row.name + '\\0'"),
      })
      for (const [fullRefresh, asked] of [
        [false, ['a', 'b']],
        [false, []],
        [true, ['b']],
      ] as const) {
        expect(statuses(await scene.run({ fullRefresh }))).toMatchObject({ answers: 'success' })
        expect(takeAsked()).toEqual(asked)
        const failed = await scene.query(
          `select key, message, kind from ${scene.schema}.answers__failures`,
        )
        expect(failed).toEqual([{ key: 'b', message: 'says nothing \ufffd', kind: 'call' }])
      }
    },
  },
  {
    name: 'a ref is read page by page along a key; what is no key is refused',
    run: async scene => {
      await scene.write({
        'models/numbers.sql': `{{config materialized="table"}}
select n, n / 2 as half, nullif(n, 700) as gap from generate_series(1, 1203) as n\n`,
        'models/sums.ts': PAGES('n'),
        'models/repeats.ts': PAGES('half'),
        'models/gaps.ts': PAGES('gap'),
      })
      const { results } = await scene.run()
      const problem = (name: string) =>
        results.find(({ node }) => node.endsWith(`.${name}`))?.error?.message
      expect(
        await scene.query(`select cast(total as int), cast(rows as int) from ${scene.schema}.sums`),
      ).toEqual([{ total: (1203 * 1204) / 2, rows: 1203 }])
      expect(problem('repeats')).toBe('Rows of numbers are read by half, which repeats.')
      expect(problem('gaps')).toBe('Rows of numbers are read by gap, which is null in a row.')
    },
  },
]
