/** Where references in a template lead. */
import type { ReferenceHref } from './code.tsx'
import { nodePath } from './documentation.ts'
import type { View } from './view.ts'

/** Of a view; undefined for what has no page. */
export function referenceHref({ documentation, page }: View): ReferenceHref {
  const { manifest, macros } = documentation
  const { name: project } = manifest.project
  const known = (id: string) => manifest.nodes.has(id) || macros.has(id)
  return (kind, names) => {
    const tail = names.join('.')
    const ids = {
      ref: [`model.${project}.${tail}`, `seed.${project}.${tail}`],
      source: [`source.${project}.${tail}`],
      macro: [`macro.${project}.${tail}`],
    }[kind]
    const id = ids.find(known)
    return id === undefined ? undefined : page.links.to(nodePath(id))
  }
}
