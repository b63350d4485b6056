/** Synthetic projects by the generator that times other tools on the same work; undefined where it is not there. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Calls `work` with the folder of a project of so many models and twice as many tests, then removes it. */
export function withSyntheticProject(models, generator, work) {
  if (!existsSync(generator)) {
    console.log(`skipped: no generator at ${generator}; give its path as an argument`)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'sql-model-bench-'))
  try {
    const words = ['--format', 'model', '--models', String(models), '--out', folder]
    execFileSync(process.execPath, [generator, ...words], { stdio: 'ignore' })
    work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
