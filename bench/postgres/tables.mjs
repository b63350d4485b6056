/** 500 tiny tables that stand already, built anew: `model build` against one psql that swaps each in by hand. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { compared, MODEL, run, say, seconds } from '../measure.mjs'
import { withProjects } from '../synthetic.mjs'

const TABLES = 500
const ROUNDS = 7

/** Time with one thread and with four, and statements per table. */
export function tables(database, generator) {
  withProjects({ models: TABLES, tests: 0, formats: ['model'] }, generator, ({ model }) => {
    const { env } = database
    const words = [MODEL, '--project-dir', model, '-t', 'postgres', '--quiet']
    const build = threads => run([...words, 'build', '--threads', threads], { env })
    run([...words, 'compile'], { env })
    const scripts = psqlScripts(model)
    database.time(scripts.create)
    const { times, ratios } = compared(
      {
        psql: () => database.time(scripts.swap),
        one: () => build('1'),
        four: () => build('4'),
      },
      ROUNDS,
    )
    say(`${TABLES} tiny tables: psql, create, rename, rename, drop`, seconds(times.psql))
    say('  model build, 1 thread', seconds(times.one))
    say('    ratio', ratios.one.toFixed(2), { text: '<= 2.0', met: ratios.one <= 2 })
    say('  model build, 4 threads', seconds(times.four))
    say('    ratio', ratios.four.toFixed(2), { text: '<= 1.3', met: ratios.four <= 1.3 })
    sayStatements(database.statements(() => build('1')))
  })
}

function sayStatements(counted) {
  if (counted === undefined) {
    console.log('  statements: not counted; start the server with pg_stat_statements preloaded')
    return
  }
  const each = counted / TABLES
  say('  statements a table, in all', each.toFixed(2), { text: '<= 6', met: each <= 6 })
}

/** The compiled SELECTs as a file that creates the tables, and one that replaces each in a transaction. */
function psqlScripts(project) {
  const folder = join(project, 'target/compiled')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const models = files
    .filter(file => file.endsWith('.sql'))
    .sort()
    .map(file => ({
      table: `bench_psql.${basename(file, '.sql')}`,
      select: readFileSync(join(folder, file), 'utf8').replaceAll('"bench_model"', 'bench_psql'),
    }))
  const create = models.map(({ table, select }) => `create table ${table} as\n${select};`)
  const scripts = { create: join(project, 'create.sql'), swap: join(project, 'swap.sql') }
  writeFileSync(scripts.create, ['create schema bench_psql;', ...create].join('\n'))
  writeFileSync(scripts.swap, models.map(swap).join('\n'))
  return scripts
}

function swap({ table, select }) {
  const name = table.slice(table.indexOf('.') + 1)
  return `begin;
create table ${table}__new as
${select};
alter table ${table} rename to ${name}__old;
alter table ${table}__new rename to ${name};
drop table ${table}__old;
commit;`
}
