/** Exposures -> nodes. */
import { modelError } from '../errors/model-error.ts'
import type { ExposureDeclaration } from '../project/types.ts'
import { type Compilation, foldersOfFile, fqnOf } from './compile-context.ts'
import type { ExposureNode } from './manifest.ts'
import { nodeId } from './node-ids.ts'
import { findReference, parseReference } from './references.ts'

/** Adds all exposures. */
export function compileExposures(compilation: Compilation): void {
  const { project, nodes, disabled } = compilation
  for (const exposure of project.exposures) {
    const id = nodeId('exposure', project.name, exposure.name)
    if (!exposure.enabled) {
      disabled.push(id)
      continue
    }
    const { file } = exposure.place
    const node: ExposureNode = {
      kind: 'exposure',
      id,
      name: exposure.name,
      path: file,
      fqn: fqnOf(project.name, foldersOfFile(project, file), exposure.name),
      description: exposure.description,
      tags: exposure.tags,
      meta: exposure.meta,
      dependsOn: parentsOf(compilation, exposure),
      place: exposure.place,
      declaration: exposure,
    }
    nodes.set(id, Object.freeze(node))
  }
}

function parentsOf(compilation: Compilation, exposure: ExposureDeclaration): readonly string[] {
  const { place } = exposure
  const ids = new Set<string>()
  for (const text of exposure.dependsOn) {
    const reference = parseReference(text)
    const found = reference
      ? findReference(compilation, reference, place)
      : modelError('M1409', { text }, { place })
    if (typeof found === 'string') ids.add(found)
    else compilation.problems.add(found)
  }
  return [...ids]
}
