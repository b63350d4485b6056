/**
 * What tells whether sources have changed: a change counter where a trigger keeps one, else the newest `loaded_at`, for
 * backed sources the version of their seed. Two statements, however many sources.
 */
import type { Session } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { SourceNode } from '../compile/manifest.ts'
import { printRelation, quoteLiteral, relationKey } from '../sql/relation.ts'
import { readChangeCounts } from '../state/change-counts.ts'
import { sourceVersion } from '../state/source-version.ts'
import type { SourceToken } from '../state/types.ts'

export interface TokenRequest {
  readonly session: Session
  readonly sources: readonly SourceNode[]
  /** The version of the seed that backs a source. */
  readonly seedVersion: (seed: string) => string | undefined
}

/** One token for each source, in their order. A `loaded_at` that cannot be read says why and counts as unknown. */
export async function readSourceTokens(request: TokenRequest): Promise<readonly SourceToken[]> {
  const { session, sources, seedVersion } = request
  const own = sources.filter(source => source.managed || source.backedBy === undefined)
  const counts = own.length === 0 ? new Map<string, string>() : await readChangeCounts(session)
  const countOf = (source: SourceNode) => counts.get(relationKey(source.relation))
  const dated = own.filter(source => countOf(source) === undefined && isDated(source))
  const newest = await readNewest(session, dated)
  return sources.map((source): SourceToken => {
    const shared = { node: source.id, rows: null }
    const count = countOf(source)
    if (count !== undefined) return { ...shared, kind: 'counter', token: count }
    const token = newest.get(source.id)
    if (token !== undefined) return { ...shared, ...token }
    if (source.managed || source.backedBy === undefined)
      return { ...shared, kind: 'none', token: null }
    return { ...shared, kind: 'seed', token: seedVersion(source.backedBy) ?? null }
  })
}

/** The versions that tokens mean, by source. */
export function versionsOf(tokens: Iterable<SourceToken>): ReadonlyMap<string, string> {
  return new Map([...tokens].map(token => [token.node, sourceVersion(token)]))
}

const isDated = ({ declaration }: SourceNode): boolean =>
  declaration.loadedAtField !== undefined || declaration.loadedAtQuery !== undefined

/** Sorts before every time. */
const NO_ROWS = '(no rows)'

type Newest = Pick<SourceToken, 'kind' | 'token' | 'problem'>

/** All in one statement; when that fails one by one, so that the others are known. */
async function readNewest(
  session: Session,
  sources: readonly SourceNode[],
): Promise<ReadonlyMap<string, Newest>> {
  if (sources.length === 0) return new Map()
  try {
    const sql = sources.map(newestOf).join('\nunion all\n')
    const { rows } = await session.query<{ node: string; token: string | null }>(sql, [], {
      remember: true,
    })
    return new Map(
      rows.map(({ node, token }) => [node, { kind: 'loaded_at', token: token ?? NO_ROWS }]),
    )
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (sources.length === 1) {
      return new Map([[sources[0]!.id, { kind: 'none', token: null, problem: error.message }]])
    }
    const all = new Map<string, Newest>()
    for (const source of sources) {
      for (const [id, token] of await readNewest(session, [source])) all.set(id, token)
    }
    return all
  }
}

/** `select 'source.shop.core.orders' as node, cast(max(updated_at) as varchar) as token from ...` */
function newestOf({ id, relation, declaration }: SourceNode): string {
  const { loadedAtField, loadedAtQuery, freshness } = declaration
  const node = `${quoteLiteral(id)} as node`
  if (loadedAtQuery !== undefined)
    return `select ${node}, cast((\n${loadedAtQuery}\n) as varchar) as token`
  const where = freshness?.filter === undefined ? '' : ` where ${freshness.filter}`
  return `select ${node}, cast(max(${loadedAtField}) as varchar) as token from ${printRelation(relation)}${where}`
}
