/**
 * 1,000 models of which nothing has changed: a second `model refresh`, on a young ledger and on one of 100,000
 * publications and 300,000 results, beside what dbt and SQLMesh do where they are installed.
 */
import { MODEL, medians, run, say, seconds, usage } from '../measure.mjs'
import { withProjects } from '../synthetic.mjs'
import { dbt, dbtVersion } from './dbt.mjs'
import { sqlmesh, sqlmeshVersion } from './sqlmesh.mjs'

const MODELS = 1_000
const ROUNDS = 5

export function refresh(database, generator) {
  const rivals = { dbt: dbtVersion(), sqlmesh: sqlmeshVersion() }
  const formats = ['model', ...Object.keys(rivals).filter(name => rivals[name] !== undefined)]
  withProjects({ models: MODELS, formats }, generator, folders => {
    const { env } = database
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
    print('100,000 publications, 300,000 results', medians(steps, ROUNDS))
    const used = usage([...words, 'refresh'], { env })
    say('  processor of a refresh', seconds(used.processor * 1_000))
    compare(rivals, folders, env)
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

function compare(rivals, folders, env) {
  if (rivals.dbt !== undefined) {
    const build = () => dbt(folders.dbt, env, ['build'])
    build()
    say(`  dbt ${rivals.dbt} build again, 4 threads, once`, seconds(build()))
  }
  if (rivals.sqlmesh !== undefined) {
    const plan = () => sqlmesh(folders.sqlmesh, env, ['plan', '--auto-apply', '--no-prompts'])
    plan()
    say(`  sqlmesh ${rivals.sqlmesh} plan again, once`, seconds(plan()))
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
