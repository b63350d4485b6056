/**
 * 1,000 models of which nothing has changed: a second `model refresh`, on a young ledger and on one of 100,000
 * publications and 300,000 results, beside what dbt and SQLMesh do where they are installed. MODELS in the environment:
 * another number of models.
 */
import { MODEL, medians, run, say, seconds, usage } from '../measure.mjs'
import { withProjects } from '../synthetic.mjs'
import { dbt, dbtVersion } from './dbt.mjs'
import { sqlmesh, sqlmeshVersion } from './sqlmesh.mjs'

const MODELS = Number(process.env.MODELS ?? 1_000)
const ROUNDS = 5

export function refresh(database, generator) {
  const rivals = { dbt: dbtVersion(), sqlmesh: sqlmeshVersion() }
  const formats = ['model', ...Object.keys(rivals).filter(name => rivals[name] !== undefined)]
  const { env } = database
  withProjects({ models: MODELS, formats, env }, generator, folders => {
    const words = [MODEL, '--project-dir', folders.model, '-t', 'postgres', '--quiet']
    const again = () => run([...words, 'refresh'], { env })
    const steps = {
      start: () => run(['-e', '0']),
      refresh: again,
      plan: () => run([...words, 'plan'], { env }),
      status: () => run([...words, 'status'], { env, maxBuffer: 1 << 28 }),
    }
    run([...words, 'build'], { env })
    print('a young ledger', medians(steps, ROUNDS))
    age(database)
    const of = count => `${(count * MODELS).toLocaleString('en')}`
    print(`${of(100)} publications, ${of(300)} results`, medians(steps, ROUNDS))
    const used = usage([...words, 'refresh'], { env })
    say('  processor of a refresh', seconds(used.processor * 1_000))
    compare({ rivals, folders, env, again })
  })
}

function print(what, { start, refresh, plan, status }) {
  say(`${MODELS} models, nothing changed: second refresh, ${what}`, seconds(refresh), {
    text: '<= 1 s',
    met: refresh <= 1_000,
  })
  say('  of which node itself', seconds(start))
  say('  model plan', seconds(plan))
  say('  model status', seconds(status))
}

/** What others take to see that nothing has changed: once, for that takes long, beside a refresh at the same time. */
function compare({ rivals, folders, env, again }) {
  const beside = (what, work) => {
    const [ours, theirs] = [again(), work()]
    say(`  ${what}`, seconds(theirs))
    say('    as many times a refresh in the same minute', (theirs / ours).toFixed(1))
  }
  if (rivals.dbt !== undefined) {
    const build = () => dbt(folders.dbt, env, ['build'])
    say(`  dbt ${rivals.dbt} build, the first`, seconds(build()))
    beside('the same again, 4 threads, once', build)
  }
  if (rivals.sqlmesh !== undefined) {
    const plan = () => sqlmesh(folders.sqlmesh, env, ['plan', '--auto-apply', '--no-prompts'])
    say(`  sqlmesh ${rivals.sqlmesh} plan, the first`, seconds(plan()))
    beside('the same again, once', plan)
  }
}

/** As many runs as a hundred builds leave: the rows of the first one again and again. */
function age(database) {
  const copies = (table, times) => {
    const columns = database
      .ask(
        `select string_agg(quote_ident(column_name), ', ' order by ordinal_position) from information_schema.columns
where table_schema = 'model_meta' and table_name = '${table}' and column_name <> 'seq'`,
      )
      .trim()
    database.ask(
      `insert into model_meta.${table} (${columns})
select ${columns} from model_meta.${table}, generate_series(1, ${times})`,
    )
    database.ask(`analyze model_meta.${table}`)
  }
  copies('published', 99)
  copies('results', 30)
}
