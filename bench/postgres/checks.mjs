/** 1,000 column tests over 500 tables: `model test` against one psql that asks a query for each; dbt builds them too. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compared, MODEL, run, say, seconds } from '../measure.mjs'
import { withProjects } from '../synthetic.mjs'
import { dbt, dbtVersion } from './dbt.mjs'

const TABLES = 500
const ROUNDS = 9

/** Both read the tables that `model build` made. */
export function checks(database, generator) {
  const version = dbtVersion()
  const formats = version === undefined ? ['model'] : ['model', 'dbt']
  withProjects({ models: TABLES, formats }, generator, folders => {
    const { env } = database
    const words = [MODEL, '--project-dir', folders.model, '-t', 'postgres', '--quiet']
    const file = join(folders.model, 'checks.sql')
    writeFileSync(file, queries())
    run([...words, 'build'], { env })
    const { times, ratios } = compared(
      { psql: () => database.time(file), model: () => run([...words, 'test'], { env }) },
      ROUNDS,
    )
    say(`${2 * TABLES} column tests: psql, a query for each`, seconds(times.psql))
    say('  model test, 4 threads', seconds(times.model))
    say('    ratio', ratios.model.toFixed(2), { text: '<= 4', met: ratios.model <= 4 })
    const counted = database.statements(() => run([...words, 'test'], { env }))
    if (counted !== undefined) say('  statements, in all', String(counted))
    if (version === undefined) return
    say(
      `  dbt ${version} run of the tables, 4 threads, once`,
      seconds(dbt(folders.dbt, env, ['run'])),
    )
    say(`  dbt ${version} test, 4 threads, once`, seconds(dbt(folders.dbt, env, ['test'])))
  })
}

function queries() {
  return Array.from({ length: TABLES }, (_, at) => {
    const table = `bench_model.m_${String(at).padStart(5, '0')}`
    return `select count(*) from ${table} where id is null;
select count(*) from (
  select id from ${table} where id is not null group by id having count(*) > 1
) as failing;`
  }).join('\n')
}
