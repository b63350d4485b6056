/** Reads, compiles and renders a project of a few files, and tells everything that is wrong with it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { testProblems } from '../../src/checks/test-problems.ts'
import { compileProject } from '../../src/compile/compile-project.ts'
import type { Manifest } from '../../src/compile/manifest.ts'
import { nodeCompiler } from '../../src/compile/node-compiler.ts'
import { ModelError, Problems, ProblemsError } from '../../src/errors/model-error.ts'
import { loadProject } from '../../src/project/load-project.ts'
import type { ProjectOptions } from '../../src/project/types.ts'
import { type ContentCache, memoryCache } from '../../src/util/content-cache.ts'

/** Texts by path; bytes where a file is no text. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** A project.yml that is right. */
export const PROJECT = `name: shop
targets:
  local: {adapter: pglite, demo_sources: true}
`

/** Writes the files to a folder of their own (with a plain project.yml unless they bring one) for the time of `work`. */
export async function inFolder<T>(files: Files, work: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'model-broken-'))
  try {
    for (const [path, content] of Object.entries({ 'project.yml': PROJECT, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    }
    return await work(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** The manifest of some files. @throws ProblemsError */
export async function compileFiles(
  files: Files,
  options: Partial<ProjectOptions> = {},
  cache: ContentCache = memoryCache(),
): Promise<Manifest> {
  return inFolder(files, async root => {
    const seedPath =
      options.seedPath === undefined ? {} : { seedPath: join(root, options.seedPath) }
    const project = await loadProject({ projectDir: root, env: {}, ...options, ...seedPath }, cache)
    return compileProject(project, cache)
  })
}

/** One problem as the table of cases tells it. */
export interface Told {
  readonly code: string
  /** `file:line:column`, or '' without a place. */
  readonly at: string
  readonly message: string
  readonly hint: string
}

/** Everything that is wrong with a project, up to rendering its models and singular tests. */
export async function problemsOf(
  files: Files,
  options: Partial<ProjectOptions> = {},
): Promise<readonly Told[]> {
  try {
    renderAll(await compileFiles(files, options))
    return []
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems.map(told)
    if (error instanceof ModelError) return [told(error)]
    throw error
  }
}

function renderAll(manifest: Manifest): void {
  const problems = new Problems()
  const tests = [...manifest.nodes.values()].filter(node => node.kind === 'test')
  for (const problem of testProblems(tests)) problems.add(problem)
  const vars = { as_of: '2026-01-01T00:00:00Z', ...manifest.project.vars }
  const compiler = nodeCompiler(manifest, { vars, isIncremental: false })
  for (const node of manifest.nodes.values())
    if (node.kind === 'model')
      problems.attempt(() => compiler.node(node.id, id => `"${id}"`, 'this'))
    else if (node.kind === 'test' && node.definition.kind === 'singular')
      problems.attempt(() => compiler.node(node.id, id => `"${id}"`))
  problems.throwIfAny()
}

function told({ code, place, message, hint }: ModelError): Told {
  const at = place === undefined ? '' : `${place.file}:${place.line}:${place.column}`
  return { code, at, message, hint: hint ?? '' }
}
