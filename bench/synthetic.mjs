/** Synthetic projects by the generator that times other tools on the same work; undefined where it is not there. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Calls `work` with the folder of a project of so many models and twice as many tests, then removes it. */
export function withSyntheticProject(models, generator, work) {
  withProjects({ models, formats: ['model'] }, generator, folders => work(folders.model))
}

/**
 * The same for several tools: `work` gets a folder for each of `formats`. `tests`: column tests per model. `env`: where
 * the database is, which the generator writes into the projects of tools that take no environment variables.
 */
export function withProjects({ models, formats, tests = 2, env = process.env }, generator, work) {
  if (!existsSync(generator)) {
    console.log(`skipped: no generator at ${generator}; give its path as an argument`)
    return
  }
  withFolder(root => {
    const folders = Object.fromEntries(formats.map(format => [format, join(root, format)]))
    for (const [format, folder] of Object.entries(folders)) {
      const words = ['--format', format, '--models', models, '--tests', tests, '--out', folder]
      execFileSync(process.execPath, [generator, ...words.map(String)], { stdio: 'ignore', env })
    }
    work(folders)
  })
}

/** Calls `work` with an empty folder, then removes it. */
export function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'sql-model-bench-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
