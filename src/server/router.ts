/** Which endpoint a request is for. Texts of a path go before parameters. Pure. */
import type { EndpointRoute } from '../compile/endpoint.ts'

export interface Match<T> {
  readonly kind: 'found'
  readonly target: T
  /** Decoded, by the names of the path's parameters. */
  readonly values: Readonly<Record<string, string>>
}

export type Routed<T> =
  | Match<T>
  | { readonly kind: 'no path' }
  /** The path is there, for these methods. */
  | {
      readonly kind: 'no method'
      readonly allowed: readonly string[]
      /** HEAD was asked, and this is what GET would ask. */
      readonly target?: T
    }

interface Entry<T> {
  readonly target: T
  readonly names: readonly string[]
  /** Of a GET: HEAD is answered too. */
  readonly isSafe: boolean
}

interface Branch<T> {
  readonly texts: Map<string, Branch<T>>
  parameter?: Branch<T>
  readonly targets: Map<string, Entry<T>>
}

const branch = <T>(): Branch<T> => ({ texts: new Map(), targets: new Map() })

/** A table of routes. */
export class Router<T> {
  readonly #root = branch<T>()

  /** `isSafe`: asking it changes nothing. */
  add({ method, segments }: EndpointRoute, target: T, isSafe = true): void {
    let at = this.#root
    const names: string[] = []
    for (const { kind, name } of segments) {
      if (kind === 'parameter') names.push(name)
      const next = (kind === 'text' ? at.texts.get(name) : at.parameter) ?? branch<T>()
      if (kind === 'text') at.texts.set(name, next)
      else at.parameter = next
      at = next
    }
    at.targets.set(method, { target, names, isSafe })
  }

  /** HEAD is for who answers GET and changes nothing by it. */
  find(method: string, path: string): Routed<T> {
    const parts = decoded(path)
    const found = parts && search(this.#root, parts, 0, [])
    if (!found) return { kind: 'no path' }
    const { targets } = found.branch
    const hit = targets.get(method === 'HEAD' ? 'GET' : method)
    if (hit === undefined || (method === 'HEAD' && !hit.isSafe)) {
      const allowed = [...targets.keys()]
      if (targets.get('GET')?.isSafe) allowed.push('HEAD')
      return { kind: 'no method', allowed, ...(hit && { target: hit.target }) }
    }
    const entries = hit.names.map((name, index) => [name, found.values[index]!] as const)
    return { kind: 'found', target: hit.target, values: Object.fromEntries(entries) }
  }
}

/** The parts of a path; undefined where one cannot be decoded or is no name at all. */
function decoded(path: string): readonly string[] | undefined {
  if (path === '/') return []
  const parts: string[] = []
  for (const part of path.slice(1).split('/')) {
    const text = decodePart(part)
    if (text === undefined || text === '' || text === '.' || text === '..') return undefined
    parts.push(text)
  }
  return parts
}

function decodePart(part: string): string | undefined {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    // Not a percent-encoding: no path that anything has.
    return undefined
  }
}

function search<T>(
  at: Branch<T>,
  parts: readonly string[],
  depth: number,
  values: readonly string[],
): { readonly branch: Branch<T>; readonly values: readonly string[] } | undefined {
  if (depth === parts.length) return at.targets.size > 0 ? { branch: at, values } : undefined
  const part = parts[depth]!
  const text = at.texts.get(part)
  const found = text && search(text, parts, depth + 1, values)
  if (found) return found
  return at.parameter && search(at.parameter, parts, depth + 1, [...values, part])
}
