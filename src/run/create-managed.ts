/** Creates a managed table from its declaration, with its change counter and its first rows; widens it later. */

import { constraintStatements } from '../checks/constraints.ts'
import type { SeedNode, SourceNode } from '../compile/manifest.ts'
import type { Step } from '../plan/types.ts'
import type { Published } from '../state/types.ts'
import { commitOnce } from './commit-once.ts'
import type { RunContext } from './context.ts'
import { seedColumns } from './csv-columns.ts'
import { loadSeed } from './stage-seed.ts'
import { statementError } from './statement-error.ts'
import { newVersion } from './version.ts'

/** Table, counter, rows and the ledger's row appear together or not at all. */
export async function createManaged(
  context: RunContext,
  step: Extract<Step, { kind: 'create managed' }>,
): Promise<void> {
  const source = context.manifest.nodes.get(step.node) as SourceNode
  const { dialect } = context.adapter
  const columns = source.columns.map(column => ({
    name: column.name,
    type: dialect.typeName(column.dataType ?? 'text'),
    notNull: column.notNull,
  }))
  const declared = { ...source, constraints: source.declaration.constraints }
  const constraints = constraintStatements(declared, step.relation)
  const version = newVersion()
  try {
    await commitOnce(context, version, committing =>
      context.adapter.transaction(async session => {
        const options = { ifNotExists: false, constraints: [] }
        const create = dialect.createTable(step.relation, columns, options)
        const counter = dialect.changeCounter(step.relation)
        await session.execute([create, ...constraints, ...counter].join(';\n'))
        const seed = step.seed === undefined ? undefined : context.manifest.nodes.get(step.seed)
        const rows =
          seed === undefined ? 0 : await loadFirstRows(context, session, seed as SeedNode)
        await context.ledger.recordPublished(session, [
          publishedManaged(context, source, { rows, version }),
        ])
        committing()
      }),
    )
  } catch (error) {
    throw statementError(error, { node: source })
  }
}

async function loadFirstRows(
  context: RunContext,
  session: Parameters<typeof loadSeed>[1],
  seed: SeedNode,
): Promise<number> {
  const columns = await seedColumns(seed)
  return loadSeed(context, session, { seed, columns, into: seed.relation })
}

function publishedManaged(
  context: RunContext,
  source: SourceNode,
  { rows, version }: Pick<Published, 'rows' | 'version'>,
): Published {
  return {
    id: source.id,
    relation: source.relation,
    kind: 'managed',
    runId: context.runId,
    publishedAt: context.now().toISOString(),
    definitionHash: '',
    inputs: {},
    version,
    asOf: context.asOf,
    usesAsOf: false,
    rows,
  }
}

/** Adds new nullable columns. */
export async function addColumns(
  context: RunContext,
  step: Extract<Step, { kind: 'add columns' }>,
): Promise<void> {
  const source = context.manifest.nodes.get(step.node) as SourceNode
  const { dialect } = context.adapter
  const added = source.columns
    .filter(column => step.columns.includes(column.name))
    .map(column => ({ name: column.name, type: dialect.typeName(column.dataType ?? 'text') }))
  await context.adapter.execute(dialect.addColumns(step.relation, added))
}
