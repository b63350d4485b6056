/** What makes a TypeScript model stale: its code, what it imports, its inputs, its vars; not its comments or limits. */
import { beforeAll, describe, expect, it } from 'vitest'
import { inWorkspace, run, statuses, writeFiles, writeProject } from '../../support/project.ts'

const MODEL = `import { defineModel, z } from 'sql-model'
import { double } from '../lib/double.ts'
// No import: import('../lib/none.ts')
const lazy = () => import(/* late */ '../lib/lazy.ts')
export default defineModel({
  refs: ['numbers'],
  inputs: ['config/limit.txt'],
  config: { concurrency: 2 },
  columns: z.object({ n: z.int(), factor: z.string() }),
  async *rows(ctx) {
    await lazy()
    const limit = Number(await ctx.inputs['config/limit.txt'].text())
    for await (const { n } of ctx.refs.numbers<{ n: number }>())
      if (n <= limit) yield { n: double(n), factor: String(ctx.vars['factor']) }
  },
})
`
const LAZY = 'export const lazy = 1\n'
const LIBRARY = 'export const double = (n: number): number => n * 2\n'

describe('the definition of a TypeScript model', () => {
  let root: string
  beforeAll(async () => {
    root = writeProject({
      'seeds/numbers.csv': 'n\n1\n2\n3\n',
      'models/doubled.ts': MODEL,
      'lib/double.ts': LIBRARY,
      'lib/lazy.ts': LAZY,
      'config/limit.txt': '2',
    })
    const outcome = await run(root, {}, { vars: { factor: 'a', other: 1 } })
    expect(statuses(outcome)).toMatchObject({ doubled: 'success' })
  })
  const status = async (vars: Record<string, string | number>) => {
    const rows = await inWorkspace(root, opened => opened.status(['model.shop.doubled']), { vars })
    return `${rows[0]?.state} ${rows[0]?.reasons.map(({ code }) => code).join()}`.trim()
  }

  it.each([
    ['nothing', {}, {}, 'fresh'],
    ['a comment and the layout', { 'models/doubled.ts': `// new\n${MODEL}` }, {}, 'fresh'],
    [
      'a limit in config',
      { 'models/doubled.ts': MODEL.replace('concurrency: 2', 'concurrency: 9') },
      {},
      'fresh',
    ],
    ['a comment of a module', { 'lib/double.ts': `/* new */ ${LIBRARY}` }, {}, 'fresh'],
    ['a var that is not named', {}, { other: 2 }, 'fresh'],
    ['the code', { 'models/doubled.ts': MODEL.replace('<=', '<') }, {}, 'stale definition'],
    [
      'the code of a module',
      { 'lib/double.ts': LIBRARY.replace('2', '3') },
      {},
      'stale definition',
    ],
    [
      'a module that is imported late',
      { 'lib/lazy.ts': LAZY.replace('1', '2') },
      {},
      'stale definition',
    ],
    ['an input', { 'config/limit.txt': '3' }, {}, 'stale definition'],
    ['a var that is named', {}, { factor: 'b' }, 'stale definition'],
  ] as const)('changes with %s', async (_, files, vars, state) => {
    writeFiles(root, {
      'models/doubled.ts': MODEL,
      'lib/double.ts': LIBRARY,
      'lib/lazy.ts': LAZY,
      'config/limit.txt': '2',
      ...files,
    })
    expect(await status({ factor: 'a', other: 1, ...vars })).toBe(state)
  })
})
