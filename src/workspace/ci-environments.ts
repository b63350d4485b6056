/** Makes and drops the throw-away environments of `model ci`. Only what the ledger has as such an environment is dropped. */
import { hostname } from 'node:os'
import type { Adapter } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import { FAILURES_SCHEMA } from '../checks/store-failures.ts'
import { workSchemas } from '../plan/stage-names.ts'
import { runLockKey } from '../run/take-lock.ts'
import { displayRelation } from '../sql/relation.ts'
import {
  type CiEnvironment,
  forgetEnvironment,
  readCiEnvironments,
  recordCiEnvironment,
} from '../state/ci-environments.ts'
import { openHistory } from '../state/history.ts'
import type { Scope } from '../state/types.ts'

/** Held as long as an environment is in use: an environment that nobody holds is left over. */
export function ciLockKey({ project, environment }: Scope): string {
  return `model ci ${project} ${environment}`
}

/** Environments of the project that no process holds: of CI runs that died, and kept ones. */
export async function abandonedEnvironments(
  adapter: Adapter,
  project: string,
): Promise<readonly CiEnvironment[]> {
  const found: CiEnvironment[] = []
  for (const each of await readCiEnvironments(adapter, project)) {
    const key = ciLockKey({ project, environment: each.environment })
    const { holder } = await adapter.runLockState(key)
    if (holder === undefined) found.push(each)
  }
  return found
}

/** What dropping an environment left, and why. */
export type Remaining = readonly { readonly name: string; readonly problem: string }[]

/** The environment that is dropped. */
export interface DropRequest {
  readonly adapter: Adapter
  readonly scope: Scope
  /** Schemas of the project, without a prefix. */
  readonly schemas: readonly string[]
  readonly now: () => Date
}

/**
 * Drops all that is in the schemas which the ledger has as made for this environment, and these schemas. Never with
 * CASCADE: what somebody else's object needs stays, is returned, and the environment stays known. Under the run lock, so
 * that what a dead run left working has ended.
 */
export async function dropEnvironment(request: DropRequest): Promise<Remaining> {
  const { adapter, scope } = request
  const holder = `ci of ${scope.project} on ${hostname()}`
  const lock = await adapter.acquireRunLock(runLockKey(scope), holder)
  try {
    return await dropLocked(request)
  } finally {
    await lock.release()
  }
}

async function dropLocked({ adapter, scope, schemas, now }: DropRequest): Promise<Remaining> {
  const { environment, project } = scope
  const history = await openHistory(adapter, scope)
  const own = new Set([...(await history.schemas()), `${environment}${FAILURES_SCHEMA}`])
  // A schema that a run made and died before it said so is empty.
  const possible = schemas.flatMap(schema => withWorkSchemas(environment + schema))
  const asked = [...new Set([...[...own].flatMap(withWorkSchemas), ...possible])]
  const { relations, schemas: present } = await adapter.introspect(asked)
  const inOwn = [...relations.values()].filter(({ relation }) => own.has(relation.schema))
  const dropped = inOwn.map(({ relation, kind }) => ({
    relation,
    kind: kind === 'view' ? ('view' as const) : ('table' as const),
  }))
  const remaining = await dropAll(adapter, dropped)
  for (const schema of asked.filter(each => present.has(each)))
    await adapter.execute(adapter.dialect.dropSchemaIfEmpty(schema))
  if (remaining.length === 0) {
    await adapter.transaction(async session => {
      await forgetEnvironment(session, scope)
      const at = now().toISOString()
      await recordCiEnvironment(session, project, {
        ...{ environment, state: 'dropped', at, invocation: '' },
      })
    })
  }
  return remaining
}

const withWorkSchemas = (schema: string): readonly string[] =>
  /__(stage|old)$/.test(schema) ? [schema] : [schema, ...workSchemas(schema)]

type Droppable = Parameters<Adapter['dialect']['dropRelations']>[0]

/** All at once; when something is needed by others, one by one. */
async function dropAll(adapter: Adapter, relations: Droppable): Promise<Remaining> {
  if (relations.length === 0) return []
  try {
    await adapter.execute(adapter.dialect.dropRelations(relations).join(';\n'))
    return []
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    const [only, ...others] = relations
    if (others.length === 0)
      return [{ name: displayRelation(only!.relation), problem: error.message }]
    return await dropEach(adapter, relations)
  }
}

/** Views first, and again as long as something goes: what is left is needed by others. */
async function dropEach(adapter: Adapter, relations: Droppable): Promise<Remaining> {
  const views = relations.filter(({ kind }) => kind === 'view')
  let left = [...views, ...relations.filter(({ kind }) => kind === 'table')]
  for (;;) {
    const remaining: { name: string; problem: string }[] = []
    const still: typeof left = []
    for (const one of left) {
      const failed = await dropAll(adapter, [one])
      if (failed.length > 0) still.push(one)
      remaining.push(...failed)
    }
    if (still.length === 0 || still.length === left.length) return remaining
    left = still
  }
}
