/** dbt on the same work, where it is installed: `DBT` names its executable, else it is sought on the PATH. */
import { spawnSync } from 'node:child_process'

const DBT = process.env.DBT ?? 'dbt'

/** Its version, or undefined where it is not installed. */
export function dbtVersion() {
  const { status, stdout } = spawnSync(DBT, ['--version'], { encoding: 'utf8' })
  return status === 0 ? /installed: (\S+)/.exec(stdout)?.[1] : undefined
}

/** Milliseconds of one dbt command in a project that holds its own profile. */
export function dbt(folder, env, words) {
  const start = performance.now()
  const ended = spawnSync(DBT, [...words, '--profiles-dir', folder, '--project-dir', folder], {
    encoding: 'utf8',
    env: { ...env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' },
    maxBuffer: 1 << 28,
  })
  const milliseconds = performance.now() - start
  if (ended.status !== 0) throw new Error(`dbt ${words.join(' ')}\n${ended.stdout}${ended.stderr}`)
  return milliseconds
}
