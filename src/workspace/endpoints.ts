/** What serving needs of a project: its endpoints as statements, and which publications an answer is made from. */
import { endpointTitle, type StatementDefinition } from '../compile/endpoint.ts'
import { CLOCK, type EndpointStatement, endpointStatement } from '../compile/endpoint-statement.ts'
import type { EndpointNode, Manifest } from '../compile/manifest.ts'
import { nodeCompiler } from '../compile/node-compiler.ts'
import type { RenderedSql } from '../compile/render.ts'
import { modelError, Problems } from '../errors/model-error.ts'
import { isEphemeral, relationOwner } from '../plan/relations-read.ts'
import { isSignificant, scan } from '../sql/scan.ts'
import { asRendered, publishedRelation } from './compiled-sql.ts'

/** An endpoint whose answer is a statement's. */
export type StatementNode = EndpointNode & { readonly definition: StatementDefinition }

/** The statement of an endpoint. @throws ModelError with a place */
export function compileEndpoint(manifest: Manifest, node: StatementNode): EndpointStatement {
  const fixed = manifest.project.vars['as_of']
  const vars = { ...manifest.project.vars, as_of: typeof fixed === 'string' ? fixed : CLOCK }
  const compiler = nodeCompiler(manifest, { vars, isIncremental: false })
  const statement = endpointStatement(compiler, node.definition, publishedRelation(manifest))
  refuseOthers(node, statement)
  return statement
}

/** For people and artifacts. @throws ModelError M1615 for an endpoint that has no statement */
export function compiledEndpoint(manifest: Manifest, node: EndpointNode): RenderedSql {
  if (!isStatement(node))
    throw modelError('M1615', { endpoint: endpointTitle(node) }, { place: node.place })
  return asRendered(compileEndpoint(manifest, node).sql)
}

/** Endpoints in the order of the manifest. */
export function endpointNodes(manifest: Manifest): readonly EndpointNode[] {
  return [...manifest.nodes.values()].filter(node => node.kind === 'endpoint')
}

/** True for an endpoint that is a statement. */
export function isStatement(node: EndpointNode): node is StatementNode {
  return node.definition.kind === 'statement'
}

/** Renders all of them. @throws ProblemsError with every problem that shows without a database */
export function refuseBrokenEndpoints(manifest: Manifest): void {
  const problems = new Problems()
  for (const node of endpointNodes(manifest))
    if (isStatement(node)) problems.attempt(() => compileEndpoint(manifest, node))
  problems.throwIfAny()
}

const READS = ['select', 'with', 'values', 'table']
const WRITES = [...READS, 'insert', 'update', 'delete', 'merge']

/** Whatever else can stand in a file (CALL, COPY, DDL) is no answer to a request. */
function refuseOthers(node: StatementNode, { sql, placeOf }: EndpointStatement): void {
  const first = scan(sql, { mustaches: false }).find(
    token => isSignificant(token) && sql.slice(token.start, token.end) !== '(',
  )
  const word = first === undefined ? 'nothing' : sql.slice(first.start, first.end).toLowerCase()
  if ((node.definition.writes ? WRITES : READS).includes(word)) return
  const place = placeOf(first?.start ?? 0) ?? node.place
  const fields = { endpoint: endpointTitle(node), found: word }
  throw modelError('M1613', fields, { place, node: node.id })
}

/** Words of SQL whose value is another one at each request. */
const VOLATILE: ReadonlySet<string> = new Set([
  'now',
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'clock_timestamp',
  'statement_timestamp',
  'transaction_timestamp',
  'timeofday',
  'random',
  'gen_random_uuid',
  'nextval',
  'current_user',
  'session_user',
  'current_setting',
])

/** Looks at words alone: not into texts and comments. */
function isVolatile(text: string): boolean {
  return scan(text, { mustaches: true }).some(
    ({ kind, start, end }) => kind === 'word' && VOLATILE.has(text.slice(start, end).toLowerCase()),
  )
}

/**
 * The publications that decide what an endpoint answers: tables, seeds and views, and what the views read. Undefined where
 * an answer may change without any: live sources, managed tables, the time.
 */
export function publicationsRead(
  manifest: Manifest,
  node: StatementNode,
  statement: EndpointStatement,
): readonly string[] | undefined {
  if (statement.usesClock || node.definition.writes || isVolatile(statement.sql)) return undefined
  const found = new Set<string>()
  const waiting = [...node.dependsOn]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const id = relationOwner(manifest, next)
    const read = manifest.nodes.get(id)
    if (read === undefined || found.has(id)) continue
    if (read.kind === 'seed') found.add(id)
    else if (read.kind !== 'model') return undefined
    else {
      if (!isEphemeral(read)) found.add(id)
      if (read.materialized === 'table') continue
      if (isVolatile(read.template.text)) return undefined
      waiting.push(...read.dependsOn)
    }
  }
  return [...found]
}
