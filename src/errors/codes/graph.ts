/** Codes M14xx (references, unique names, cycles). */
import { define } from '../define.ts'

export const graphErrors = {
  M1401: define<{ readonly cycle: readonly string[] }>({
    title: 'nodes read each other in a circle',
    message: ({ cycle }) =>
      `a node cannot read what is made from it: ${shorten(cycle).join(' -> ')} (each is read by the next)`,
    hint: ({ cycle }) =>
      `take one of these references out, or move what both need into a model that ${cycle[0]} and its readers share`,
    help: 'References form a circle, so no order exists in which the nodes could be built. The message names the circle from a node back to itself; each name is read by the next one. Remove one reference of it. When two models need the same rows, put these into a third model that both read.',
  }),
}

/** A circle of thousands shows its two ends. */
function shorten(path: readonly string[]): readonly string[] {
  if (path.length <= 24) return path
  return [...path.slice(0, 12), `... ${path.length - 22} more ...`, ...path.slice(-10)]
}
