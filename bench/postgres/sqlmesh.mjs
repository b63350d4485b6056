/** SQLMesh on the same work, where it is installed: `SQLMESH` names its executable, else it is sought on the PATH. */
import { spawnSync } from 'node:child_process'

const SQLMESH = process.env.SQLMESH ?? 'sqlmesh'

/** Its version, or undefined where it is not installed. */
export function sqlmeshVersion() {
  const { status, stdout } = spawnSync(SQLMESH, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** Milliseconds of one command in a project. */
export function sqlmesh(folder, env, words) {
  const start = performance.now()
  const ended = spawnSync(SQLMESH, ['-p', folder, ...words], {
    encoding: 'utf8',
    env: { ...env, SQLMESH__DISABLE_ANONYMIZED_ANALYTICS: 'true' },
    maxBuffer: 1 << 28,
  })
  const milliseconds = performance.now() - start
  if (ended.status !== 0)
    throw new Error(`sqlmesh ${words.join(' ')}\n${ended.stdout}${ended.stderr}`)
  return milliseconds
}
