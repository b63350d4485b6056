/** Creates a managed table from its declaration, with its change counter and its first rows; widens it later. */

import type { Session } from '../adapters/adapter.ts'
import { constraintStatements } from '../checks/constraints.ts'
import type { SeedNode, SourceNode } from '../compile/manifest.ts'
import type { Step } from '../plan/types.ts'
import { printRelation, quoteIdentifier, type RelationName, relationKey } from '../sql/relation.ts'
import type { Published } from '../state/types.ts'
import { commitOnce } from './commit-once.ts'
import type { RunContext } from './context.ts'
import { seedColumns } from './csv-columns.ts'
import { loadSeed } from './stage-seed.ts'
import { statementError } from './statement-error.ts'
import { newVersion } from './version.ts'

type CreateStep = Extract<Step, { kind: 'create managed' }>

/** Table, counter, rows and the ledger's row appear together or not at all. */
export async function createManaged(context: RunContext, step: CreateStep): Promise<void> {
  const source = context.manifest.nodes.get(step.node) as SourceNode
  const { dialect } = context.adapter
  const columns = source.columns.map(column => ({
    name: column.name,
    type: dialect.typeName(column.dataType ?? 'text'),
    notNull: column.notNull,
  }))
  const declared = { ...source, constraints: source.declaration.constraints }
  const constraints = constraintStatements(declared, step.relation)
  const copy = step.from && (await copyStatement(context, source, step.from))
  const version = newVersion()
  try {
    await commitOnce(context, version, committing =>
      context.adapter.transaction(async session => {
        const options = { ifNotExists: false, constraints: [] }
        const create = dialect.createTable(step.relation, columns, options)
        const counter = dialect.changeCounter(step.relation)
        await session.execute([create, ...constraints, ...counter].join(';\n'))
        const rows = await firstRows(context, session, { step, copy })
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

/** From another environment, from a seed, or none. */
async function firstRows(
  context: RunContext,
  session: Session,
  { step, copy }: { readonly step: CreateStep; readonly copy: string | undefined },
): Promise<number> {
  if (copy !== undefined) return (await session.execute(copy))[0] ?? 0
  if (step.seed === undefined) return 0
  return loadFirstRows(context, session, context.manifest.nodes.get(step.seed) as SeedNode)
}

/** The columns that both have: this project may have declared more. */
async function copyStatement(
  { adapter }: RunContext,
  source: SourceNode,
  from: RelationName,
): Promise<string> {
  const { relations } = await adapter.introspect([from.schema], [from.name])
  const there = new Set(relations.get(relationKey(from))?.columns.map(({ name }) => name))
  const names = source.columns.map(({ name }) => name).filter(name => there.has(name))
  const columns = names.map(quoteIdentifier).join(', ')
  return `insert into ${printRelation(source.relation)} (${columns}) select ${columns} from ${printRelation(from)}`
}

async function loadFirstRows(
  context: RunContext,
  session: Session,
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
