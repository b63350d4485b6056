/** The place of an endpoint's file -> the method and path that a request names. Pure. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import { type EndpointMethod, type EndpointRoute, METHODS, type RouteSegment } from './endpoint.ts'

/** What the name of a file says. */
export interface EndpointFileName {
  /** Absent: no method in the name. */
  readonly route?: EndpointRoute
  /** Folders below the endpoints folder. */
  readonly folders: readonly string[]
  /** Last part of the path, without method and extension. */
  readonly leaf: string
}

const EXTENSION = /\.(sql|ya?ml)$/
const METHOD = new RegExp(`\\.(${METHODS.join('|').toLowerCase()})$`)
const TEXT = /^[A-Za-z0-9_~][A-Za-z0-9_.~-]*$/
const PARAMETER = /^\[([A-Za-z_][A-Za-z0-9_]*)\]$/

/** Reads the path of a file below `root`. */
export function readFileName(path: string, root: string): EndpointFileName | ModelError {
  const refuse = (problem: string) =>
    modelError('M1606', { path, problem }, { place: { file: path, line: 1, column: 1 } })
  const inner = (root === '' || root === '.' ? path : path.slice(root.length + 1)).replace(
    EXTENSION,
    '',
  )
  const method = METHOD.exec(inner)?.[1]?.toUpperCase() as EndpointMethod | undefined
  const parts = (method === undefined ? inner : inner.replace(METHOD, '')).split('/')
  const name = { folders: parts.slice(0, -1), leaf: parts.at(-1)! }
  if (method === undefined) return name
  const segments: RouteSegment[] = []
  for (const part of parts.at(-1) === 'index' ? parts.slice(0, -1) : parts) {
    const segment = segmentOf(part)
    if (segment === undefined) return refuse(`has ${part} in it, which no path can have`)
    if (segment.kind === 'parameter' && segments.some(({ name }) => name === segment.name))
      return refuse(`has the parameter [${segment.name}] twice`)
    segments.push(segment)
  }
  const display = segments.map(({ kind, name }) => (kind === 'text' ? name : `[${name}]`))
  return { ...name, route: { method, path: `/${display.join('/')}`, segments } }
}

function segmentOf(part: string): RouteSegment | undefined {
  const parameter = PARAMETER.exec(part)?.[1]
  if (parameter !== undefined) return { kind: 'parameter', name: parameter }
  return TEXT.test(part) ? { kind: 'text', name: part } : undefined
}

/** Equal for routes that answer the same requests. */
export function routeKey({ method, segments }: EndpointRoute): string {
  return `${method} /${segments.map(({ kind, name }) => (kind === 'text' ? name : '[]')).join('/')}`
}

/** The name of the node: `get_api_links_id`. */
export function endpointName({ route, folders, leaf }: EndpointFileName): string {
  const parts = route === undefined ? ['answer', ...folders, leaf] : [route.method.toLowerCase()]
  if (route !== undefined) parts.push(...route.segments.map(({ name }) => name))
  return parts.join('_').replace(/[^A-Za-z0-9_]+/g, '_')
}
