/**
 * From the endpoints of a project to what answers: every statement compiled, described by the database and looked at
 * before the first request. What is broken is said at once, with its place.
 */
import type { Answer, PreparedSession, PreparedStatement } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { endpointTitle } from '../compile/endpoint.ts'
import { hasBody } from '../compile/endpoint-parameters.ts'
import type { EndpointStatement } from '../compile/endpoint-statement.ts'
import type { EndpointNode, Manifest } from '../compile/manifest.ts'
import { modelError, Problems } from '../errors/model-error.ts'
import { displayRelation, relationKey } from '../sql/relation.ts'
import { sha256 } from '../util/hash.ts'
import {
  compileEndpoint,
  endpointNodes,
  isStatement,
  publicationsRead,
  type StatementNode,
} from '../workspace/endpoints.ts'
import { PROBLEMS } from './answers/answer.ts'
import type { Taking } from './input.ts'

/** An endpoint that is ready to be asked. */
export interface PreparedEndpoint {
  readonly node: StatementNode
  readonly taking: Taking
  readonly statement: PreparedStatement
  readonly columns: Answer['columns']
  /** Ids whose publications decide the answer; undefined: it may change without one. */
  readonly publications: readonly string[] | undefined
  /** Changes when the statement does. */
  readonly hash: string
}

/**
 * Prepares all endpoints that are statements.
 * @throws ProblemsError with everything that is wrong
 */
export async function prepareEndpoints(
  manifest: Manifest,
  session: PreparedSession,
  only?: ReadonlySet<string>,
): Promise<readonly PreparedEndpoint[]> {
  const problems = new Problems()
  const prepared: PreparedEndpoint[] = []
  const managed = managedTables(manifest)
  for (const node of endpointNodes(manifest)) {
    if (!isStatement(node) || (only && !only.has(node.id))) continue
    const statement = problems.attempt(() => compileEndpoint(manifest, node))
    if (statement === undefined) continue
    const columns = await described(node, statement, session).catch((error: unknown) => {
      problems.attempt(() => {
        throw error
      })
    })
    if (columns === undefined) continue
    const wrong = shapeProblem(node, columns)
    if (wrong !== undefined) problems.add(wrong)
    if (node.definition.writes) {
      const foreign = await foreignTable(statement, session, managed)
      if (foreign !== undefined) problems.add(foreignWrite(node, foreign))
    }
    prepared.push(ready(manifest, node, { statement, columns }))
  }
  problems.throwIfAny()
  return prepared
}

function ready(
  manifest: Manifest,
  node: StatementNode,
  {
    statement,
    columns,
  }: { readonly statement: EndpointStatement; readonly columns: Answer['columns'] },
): PreparedEndpoint {
  const { definition, route } = node
  return {
    node,
    columns,
    taking: {
      parameters: definition.parameters,
      bound: statement.values,
      // An answer without a route takes the values of the run that it answers for, which is a POST.
      hasBody: route === undefined || hasBody(route),
    },
    statement: {
      name: node.name.slice(0, 40) + sha256(node.id).slice(0, 12),
      sql: limited(node, statement.sql),
      writes: definition.writes,
    },
    publications: publicationsRead(manifest, node, statement),
    hash: sha256(`${statement.sql}\n${JSON.stringify(definition.persons)}`).slice(0, 16),
  }
}

/** One row more than may be answered tells that there are too many. */
function limited({ definition }: StatementNode, sql: string): string {
  const { writes, response, maxRows } = definition
  if (writes || (response !== 'rows' && response !== 'csv')) return sql
  return `select * from (\n${sql}\n) as answer limit ${maxRows + 1}`
}

/** @throws ModelError M1614 at the template's line */
async function described(
  node: StatementNode,
  { sql, placeOf }: EndpointStatement,
  session: PreparedSession,
): Promise<Answer['columns']> {
  try {
    return await session.describe(sql)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const { offset, detail, hint } = error.fields
    const text = [error.message, detail, hint].filter(part => part).join(' — ')
    const place = (offset === undefined ? undefined : placeOf(offset)) ?? node.place
    const fields = { endpoint: endpointTitle(node), text }
    throw modelError('M1614', fields, { place, node: node.id, cause: error })
  }
}

function shapeProblem(node: StatementNode, columns: Answer['columns']) {
  const { response, persons } = node.definition
  const names = columns.map(({ name }) => name)
  const wrong = (found: string, expected: string) =>
    modelError(
      'M1611',
      { endpoint: endpointTitle(node), found, expected },
      { place: node.place, node: node.id },
    )
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return wrong(`the column ${twice} twice`, 'columns of different names')
  const types = columns.map(({ type }) => type)
  if (response === 'json' && !isJsonAnswer(columns))
    return wrong(
      types.join(', ') || 'no column',
      `one column of type json or jsonb, and beside it none but ${PROBLEMS}, of such a type too`,
    )
  if (response === 'redirect' && !names.includes('location'))
    return wrong(`the columns ${names.join(', ')}`, 'a column named location')
  const missing = persons.find(name => !names.includes(name))
  if (missing !== undefined) return wrong(`no column ${missing}`, 'the columns that persons names')
  if (columns.length === 0 && response !== 'empty')
    return wrong('nothing', 'rows; add returning, or response="empty"')
  return undefined
}

function isJsonAnswer(columns: Answer['columns']): boolean {
  const others = columns.filter(({ name }) => columns.length === 1 || name !== PROBLEMS)
  return others.length === 1 && columns.every(({ type }) => /^jsonb?$/.test(type))
}

function managedTables(manifest: Manifest): ReadonlySet<string> {
  const found = [...manifest.nodes.values()].filter(node => node.kind === 'source' && node.managed)
  return new Set(
    found.map(node =>
      relationKey((node as { relation: Parameters<typeof relationKey>[0] }).relation),
    ),
  )
}

async function foreignTable(
  { sql, values }: EndpointStatement,
  session: PreparedSession,
  managed: ReadonlySet<string>,
): Promise<string | undefined> {
  const written = await session.written(sql, values.length)
  const foreign = written.find(relation => !managed.has(relationKey(relation)))
  return foreign && displayRelation(foreign)
}

function foreignWrite(node: EndpointNode, relation: string) {
  const fields = { endpoint: endpointTitle(node), relation }
  return modelError('M1612', fields, { place: node.place, node: node.id })
}
