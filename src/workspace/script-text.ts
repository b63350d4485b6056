/** What defines a model in TypeScript besides its own code: modules, files that it reads, vars that it names. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest, ModelNode } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import type { Value } from '../util/value.ts'

const BLOCK = 1 << 20

/** The parts of a definition, and a text of them for people: what a plan compares. */
export function scriptText({ project }: Manifest, node: ModelNode) {
  const { names, modules, inputs } = node.script!
  const hashes = Object.fromEntries(
    inputs.map(path => [path, fileHash(project.root, path)] as const),
  )
  const used = Object.entries(project.vars).filter(
    ([name]) => name !== 'as_of' && names.includes(name),
  )
  const vars: Record<string, Value> = Object.fromEntries(used)
  const notes = [
    ...modules.map(({ path, code }) => `// imports ${path}, ${code.slice(0, 12)}`),
    ...Object.entries(hashes).map(([path, hash]) => `// reads ${path}, ${hash.slice(0, 12)}`),
    ...used.map(([name, value]) => `// var ${name} is ${JSON.stringify(value)}`),
  ]
  const usesAsOf = names.includes('asOf') || names.includes('as_of')
  return { text: [node.template.text, ...notes].join('\n'), inputs: hashes, vars, usesAsOf }
}

/** Block by block: an input may be large. */
function fileHash(root: string, path: string): string {
  const hash = createHash('sha256')
  const block = new Uint8Array(BLOCK)
  const file = opened(root, path)
  try {
    for (let read = readSync(file, block); read > 0; read = readSync(file, block))
      hash.update(block.subarray(0, read))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

function opened(root: string, path: string): number {
  try {
    return openSync(join(root, path), 'r')
  } catch (error) {
    const reason = `cannot be opened (${(error as NodeJS.ErrnoException).code})`
    throw modelError('M3306', { path, reason }, { cause: error })
  }
}
