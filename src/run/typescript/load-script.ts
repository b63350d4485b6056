/** Runs the file of a TypeScript model, once, when the model is built; and finds the line at which its code failed. */
import { realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { z } from 'zod'
import type { ModelNode } from '../../compile/manifest.ts'
import { ModelError, modelError } from '../../errors/model-error.ts'
import type { Place } from '../../errors/place.ts'
import type { Project } from '../../project/types.ts'
import { describeValue } from '../../util/value.ts'
import * as authoring from './authoring.ts'
import type { ModelDefinition } from './define-model.ts'

/** Loads the model of a file. @throws ModelError M3310, M3311. */
export async function loadScript(
  { root, targetPath }: Pick<Project, 'root' | 'targetPath'>,
  node: ModelNode,
): Promise<ModelDefinition> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(import.meta.url, {
    // By the content of each file: what is not changed needs no compiler, which is 25 MB and 0.2 s.
    fsCache: join(targetPath, 'cache', 'typescript'),
    moduleCache: false,
    virtualModules: { 'sql-model': authoring },
  })
  let exported: unknown
  try {
    exported = await jiti.import(join(root, node.path), { default: true })
  } catch (error) {
    // Where it was looked for is of no use: the place says who wants it.
    const message = messageOf(error).split('\nRequire stack:')[0]!
    const missing = /^Cannot find (?:module|package) '([^'.]+)'/.exec(message)?.[1]
    const place = scriptPlace(error, { root, node })
    throw modelError(
      'M3310',
      { name: node.name, message, missing },
      { place, node: node.id, cause: error },
    )
  }
  return checked(node, exported)
}

function checked(node: ModelNode, exported: unknown): ModelDefinition {
  const refuse = (problem: string) =>
    modelError('M3311', { name: node.name, problem }, { place: node.place, node: node.id })
  if (typeof exported !== 'object' || exported === null)
    throw refuse(`exports ${describeValue(exported)} by default`)
  const { columns, rows } = exported as Partial<ModelDefinition>
  const shape = (columns as Partial<z.ZodObject> | undefined)?.shape
  if (typeof shape !== 'object' || typeof columns?.safeParse !== 'function')
    throw refuse('has columns that are no zod object')
  if (Object.keys(shape).length === 0) throw refuse('has no columns')
  if (typeof rows !== 'function') throw refuse('has rows that are no function')
  return exported as ModelDefinition
}

/** Without its final full stop: it becomes part of a sentence. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const first = message.trim().replace(/\.$/, '')
  return first === '' ? 'an error without a message' : first
}

/** The error of code that failed in `rows()`; coded errors stay. */
export function scriptError(
  error: unknown,
  where: { readonly root: string; readonly node: ModelNode },
): Error {
  if (error instanceof ModelError) return error
  const { node } = where
  const fields = { name: node.name, message: messageOf(error) }
  return modelError('M3314', fields, {
    place: scriptPlace(error, where),
    node: node.id,
    cause: error,
  })
}

const FRAME = /\(?((?:file:\/\/)?[^\s()]+?):(\d+):(\d+)\)?$/

/** The innermost line of the project's own code in a stack; else the model's file. */
export function scriptPlace(
  error: unknown,
  { root, node }: { readonly root: string; readonly node: ModelNode },
): Place {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const own = new Set([node.path, ...node.script!.modules.map(({ path }) => path)])
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line.trim())
    if (match === null) continue
    const path = pathBelow(root, decodeURI(match[1]!.replace(/^file:\/\//, '')))
    if (path !== undefined && own.has(path))
      return { file: path, line: Number(match[2]), column: columnOf(node, path, Number(match[2])) }
  }
  return node.place
}

/** Lines are kept when code is made ready to run, columns are not: where the line's text begins. */
function columnOf({ template }: ModelNode, path: string, line: number): number {
  const text = path === template.path ? (template.text.split('\n')[line - 1] ?? '') : ''
  return text.length - text.trimStart().length + 1
}

function pathBelow(root: string, path: string): string | undefined {
  for (const base of [root, realpathSync(root)]) {
    const inner = relative(base, path)
    if (!inner.startsWith('..')) return inner.split(sep).join('/')
  }
  return undefined
}
