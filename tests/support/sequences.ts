/**
 * Random sequences of what happens to a warehouse over its life: sources change, code is edited, checks fail and are mended,
 * processes are killed, parts are built. Whatever came before, a refresh must leave what a full build leaves elsewhere.
 */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { ModelError, ProblemsError } from '../../src/errors/model-error.ts'
import type { RunCommand, RunOutcome } from '../../src/run/types.ts'
import { startModel } from './model-process.ts'
import { inWorkspace, runOptions, writeFiles } from './project.ts'
import {
  type Fault,
  FIRST,
  filesOf,
  lastModel,
  MODELS,
  type Project,
  relationsOf,
  type Shape,
  SOUND,
} from './sequence-project.ts'

/** One thing that happens. */
export type Happening =
  | { readonly kind: 'edit'; readonly model: string; readonly number: number }
  | { readonly kind: 'shape'; readonly model: keyof Project['shapes']; readonly shape: Shape }
  | { readonly kind: 'macro' | 'variable' | 'rate'; readonly number: number }
  | { readonly kind: 'orders'; readonly rows: number }
  | { readonly kind: 'event' | 'extra column' | 'rename' | 'mend' }
  | { readonly kind: 'status'; readonly n: number }
  | { readonly kind: 'break'; readonly fault: Fault }
  | { readonly kind: 'drop'; readonly table: 'totals' | 'states' | 'mid_events' }
  | {
      readonly kind: 'run'
      readonly command: RunCommand
      /** Index into the models, with what is around it; absent: all. */
      readonly select?: { readonly model: number; readonly form: string }
      readonly killedAt?: string
      readonly fullRefresh: boolean
    }

const POINTS = [
  'run:started',
  'orphans:dropped',
  'stage:after:2',
  'check:before',
  'work:done',
  'publish:before-begin',
  'publish:after-stage-moved',
  'publish:before-commit',
  'publish:after-commit',
  'publish:old-dropped',
  'run:ended',
  'maintained',
  'keep:written',
] as const

const small = fc.integer({ min: 0, max: 3 })

const run: fc.Arbitrary<Happening> = fc.record(
  {
    kind: fc.constant('run' as const),
    command: fc.constantFrom<RunCommand>('refresh', 'refresh', 'refresh', 'build', 'run', 'test'),
    select: fc.record({
      model: fc.nat(MODELS.length - 1),
      form: fc.constantFrom('#', '+#', '#+', '+#+'),
    }),
    killedAt: fc.constantFrom(...POINTS),
    fullRefresh: fc.boolean(),
  },
  { requiredKeys: ['kind', 'command', 'fullRefresh'] },
)

/** Kills cost a process each, so a run without one is the rule. */
const calm = run.map(happening => {
  const { killedAt: _, ...rest } = happening as Extract<Happening, { kind: 'run' }>
  return rest
})

const edit: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    model: fc.constantFrom(...MODELS),
    number: small,
  }),
  fc.record({
    kind: fc.constant('shape' as const),
    model: fc.constantFrom('stg_orders' as const, 'mid_orders' as const, 'mix' as const),
    shape: fc.constantFrom<Shape>('view', 'table', 'ephemeral'),
  }),
  fc.record({
    kind: fc.constantFrom('macro' as const, 'variable' as const, 'rate' as const),
    number: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constantFrom('extra column' as const, 'rename' as const) }),
)

const change: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('orders' as const), rows: fc.integer({ min: 2, max: 6 }) }),
  fc.record({ kind: fc.constant('event' as const) }),
  fc.record({ kind: fc.constant('status' as const), n: small }),
  fc.record({
    kind: fc.constant('drop' as const),
    table: fc.constantFrom('totals' as const, 'states' as const, 'mid_events' as const),
  }),
)

const trouble: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('break' as const),
    fault: fc.constantFrom<Fault>('row', 'sum', 'statement'),
  }),
  fc.record({ kind: fc.constant('mend' as const) }),
)

/** A life of a warehouse. */
export const sequence: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { arbitrary: edit, weight: 4 },
    { arbitrary: change, weight: 3 },
    { arbitrary: trouble, weight: 2 },
    { arbitrary: calm, weight: 5 },
    { arbitrary: run, weight: 1 },
  ),
  { minLength: 3, maxLength: 14 },
)

/** Where sequences happen, one after the other, each in environments of its own. */
export interface Stage {
  readonly root: string
  /** Lines of project.yml after `targets:`, for a target of this name and schema prefix. */
  readonly target: (name: string, prefix: string) => string
  /** How many sequences there were. */
  count: number
}

/** Plays a sequence, mends what is broken, refreshes, and compares with a full build in a fresh environment. */
export async function play(stage: Stage, happenings: readonly Happening[]): Promise<void> {
  const life = new Life(stage)
  await life.begin()
  for (const happening of happenings) await life.take(happening)
  await life.end()
}

class Life {
  readonly #stage: Stage
  readonly #prefix: string
  #project = FIRST
  #minutes = 0

  constructor(stage: Stage) {
    this.#stage = stage
    this.#prefix = `s${++stage.count}_`
  }

  async begin(): Promise<void> {
    rmSync(join(this.#stage.root, 'models'), { recursive: true, force: true })
    this.#write()
    await this.#execute(`create schema if not exists shop;
create table if not exists shop.events (kind text, loaded_at timestamptz);
truncate shop.events`)
    await this.#build('life', { command: 'build' })
  }

  async take(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'run':
        return this.#run(happening)
      case 'event': {
        const at = `timestamptz '2026-01-01' + interval '${++this.#minutes} minutes'`
        return this.#execute(`insert into shop.events values ('k${this.#minutes % 2}', ${at})`)
      }
      case 'status':
        return this.#execute(
          happening.n === 0
            ? this.#ifThere('crm.status', 'delete from @')
            : this.#ifThere('crm.status', `insert into @ values ('a', ${happening.n})`),
        )
      case 'drop':
        return this.#execute(this.#ifThere(`public.${happening.table}`, 'drop table @ cascade'))
      default:
        this.#project = edited(this.#project, happening)
        return this.#write()
    }
  }

  /** A statement on a table of this environment, whatever has become of it. */
  #ifThere(name: string, statement: string): string {
    const relation = `${this.#prefix}${name}`
    return `do $do$ begin
if exists (select from pg_class where oid = to_regclass('${relation}') and relkind = 'r')
then ${statement.replace('@', relation)}; end if; end $do$`
  }

  async end(): Promise<void> {
    this.#project = { ...this.#project, broken: SOUND }
    this.#write()
    const { status } = await this.#build('life', { command: 'refresh' })
    expect(['success', 'no-op']).toContain(status)
    const again = await this.#build('life', { command: 'refresh' })
    expect(again.status).toBe('no-op')
    // Managed tables are data: the fresh environment gets the same.
    await this.#build('fresh', { command: 'run', select: ['states'] })
    await this.#execute(`insert into fresh_${this.#prefix}crm.status
select * from ${this.#prefix}crm.status`)
    expect((await this.#build('fresh', { command: 'build', fullRefresh: true })).status).toBe(
      'success',
    )
    expect(await this.#content(this.#prefix)).toEqual(await this.#content(`fresh_${this.#prefix}`))
  }

  async #run({ command, select, killedAt, fullRefresh }: Extract<Happening, { kind: 'run' }>) {
    const model = select === undefined ? undefined : MODELS[select.model]!
    const name = model === 'top' ? lastModel(this.#project) : model
    const chosen = name === undefined ? [] : [select!.form.replace('#', name)]
    if (killedAt !== undefined) {
      const words = [command, '--project-dir', this.#stage.root, '--wait', '60', '-t', 'life']
      const more = [...(fullRefresh && command !== 'test' ? ['--full-refresh'] : [])]
      const selection = chosen.length === 0 ? [] : ['--select', ...chosen]
      const { ended } = startModel([...words, ...more, ...selection], { MODEL_FAULT: killedAt })
      const { signal, code, stderr } = await ended
      // Where the moment never came it ended as it does.
      if (signal !== 'SIGKILL') expect([0, 1, 2], stderr).toContain(code)
      return
    }
    await this.#build('life', { command, select: chosen, fullRefresh }).catch(refusedOnly)
  }

  #build(target: string, given: Parameters<typeof runOptions>[0]): Promise<RunOutcome> {
    return inWorkspace(
      this.#stage.root,
      workspace => workspace.run(runOptions({ wait: 60_000, ...given }), () => undefined),
      { target, wait: 60_000 },
    )
  }

  async #execute(sql: string): Promise<void> {
    await inWorkspace(
      this.#stage.root,
      async workspace => (await workspace.adapter()).execute(sql),
      { target: 'life', wait: 60_000 },
    )
  }

  async #content(prefix: string): Promise<Record<string, unknown>> {
    const relations = [...relationsOf(this.#project), 'rates'].map(
      name => `${prefix}public.${name}`,
    )
    const selects = [...relations, `${prefix}core.orders`].map(
      relation =>
        `select '${relation.slice(prefix.length)}' as relation, string_agg(t::text, ';' order by t::text) as rows from ${relation} as t`,
    )
    const { rows } = await inWorkspace(
      this.#stage.root,
      workspace => workspace.query(selects.join(' union all '), { limit: null }),
      { target: 'life', wait: 60_000 },
    )
    return Object.fromEntries(rows.map(row => [row['relation'], row['rows']]))
  }

  #write(): void {
    const { root, target } = this.#stage
    for (const name of ['top', 'highest']) rmSync(join(root, `models/${name}.sql`), { force: true })
    writeFiles(root, {
      ...filesOf(this.#project),
      'project.yml': `name: shop
target: life
targets:
${target('life', this.#prefix)}
${target('fresh', `fresh_${this.#prefix}`)}
vars: {minimum: ${this.#project.variable}}
`,
    })
    expect(existsSync(join(root, `models/${lastModel(this.#project)}.sql`))).toBe(true)
  }
}

/** A run may be refused (a parent was never built, a view would break), but never by a bug of the tool itself. */
function refusedOnly(error: unknown): void {
  if (error instanceof ProblemsError || error instanceof ModelError) return
  throw error
}

function edited(project: Project, happening: Happening): Project {
  switch (happening.kind) {
    case 'edit':
      return {
        ...project,
        numbers: { ...project.numbers, [happening.model]: happening.number },
      }
    case 'shape':
      return { ...project, shapes: { ...project.shapes, [happening.model]: happening.shape } }
    case 'macro':
    case 'variable':
    case 'rate':
      return { ...project, [happening.kind]: happening.number }
    case 'orders':
      return { ...project, orders: happening.rows }
    case 'extra column':
      return { ...project, extraColumn: !project.extraColumn }
    case 'rename':
      return { ...project, renamed: !project.renamed }
    case 'break':
      return { ...project, broken: { ...project.broken, [happening.fault]: true } }
    case 'mend':
      return { ...project, broken: SOUND }
    default:
      throw new Error(`${happening.kind} is no edit`)
  }
}
