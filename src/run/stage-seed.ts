/** Loads a seed's CSV into a stage by the engine's bulk path. */

import type { Session } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { SeedNode } from '../compile/manifest.ts'
import { modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { RelationName } from '../sql/relation.ts'
import { nearest } from '../util/nearest.ts'
import type { RunContext } from './context.ts'
import { csvError, readingSeed, type SeedColumn, seedColumns } from './csv-columns.ts'
import { withPlainFile } from './seed-file.ts'
import { retryingStage, runNodeHooks, type Staged, stageParts } from './staging.ts'
import { statementError } from './statement-error.ts'

/** @throws ModelError M3009 at the CSV's line, M3010, M3011, M3013. */
export async function stageSeed(
  context: RunContext,
  seed: SeedNode,
  stage: RelationName,
): Promise<Staged> {
  const columns = await seedColumns(seed)
  refuseImpossible(seed, columns)
  const { dialect } = context.adapter
  const typed = columns.map(column => ({ ...column, type: dialect.typeName(column.type) }))
  try {
    await runNodeHooks(context, seed, seed.config.preHooks)
    const parts = stageParts(context, seed, stage)
    const rows = await retryingStage(
      context,
      { node: seed, step: { stage, materialized: 'seed' } },
      async limited => {
        const loaded = await limited.staging.transaction(async session => {
          const options = { ifNotExists: false, constraints: [] }
          await session.execute(dialect.createTable(stage, typed, options))
          const [rows] = await Promise.all([
            loadSeed(limited, session, { seed, columns, into: stage }),
            // What was loaded is recorded with the file's hash.
            context.definitions.readSeed(seed.id),
          ])
          return rows
        })
        const after = [...parts, ...dialect.statistics(stage, loaded)]
        if (after.length > 0)
          await limited.staging.execute(after.join(';\n'), { signal: limited.signal })
        return loaded
      },
    )
    await runNodeHooks(context, seed, seed.config.postHooks)
    return { rows, message: `COPY ${rows}` }
  } catch (error) {
    throw seedError(error, seed)
  }
}

/** A load into a table that exists. */
export interface SeedLoad {
  readonly seed: SeedNode
  readonly columns: readonly SeedColumn[]
  readonly into: RelationName
}

/** Copies the file's columns; returns the rows loaded. */
export async function loadSeed(
  context: RunContext,
  session: Session,
  load: SeedLoad,
): Promise<number> {
  const columns = load.columns.filter(column => column.inFile).map(column => column.name)
  if (load.seed.file === undefined || columns.length === 0 || context.options.empty) return 0
  const request = {
    relation: load.into,
    columns,
    delimiter: load.seed.config.delimiter,
    header: true as const,
  }
  const { absolutePath } = load.seed.file
  const { rows } = await readingSeed(load.seed, () =>
    withPlainFile(absolutePath, file =>
      session.copyIn({ ...request, file }, { signal: context.signal }),
    ),
  )
  return rows
}

function refuseImpossible(seed: SeedNode, columns: readonly SeedColumn[]): void {
  const context = { place: seed.place, node: seed.id }
  const path = seed.file?.path ?? seed.path
  if (columns.length === 0) throw modelError('M3010', { node: seed.name, path }, context)
  // A source's file may lack nullable columns; in a seed of the project's own a missing one is a slip of the pen.
  const missing = columns.find(
    column => !column.inFile && (column.notNull || seed.backs === undefined),
  )
  if (missing === undefined || seed.file === undefined) return
  const heading = columns.filter(column => column.inFile).map(column => column.name)
  const near = nearest(missing.name, heading)
  throw modelError('M3011', { path, column: missing.name, nearest: near }, context)
}

/** The database counts the file's lines in its message: `COPY orders, line 5, column amount`. */
function seedError(error: unknown, seed: SeedNode): Error {
  const line =
    error instanceof DatabaseError
      ? /\bline (\d+)/.exec(`${error.fields.detail} ${error.message}`)
      : null
  const path = seed.file?.path
  if (line === null || path === undefined) return statementError(error, { node: seed })
  if (/\bline \d+: ""$/.test(`${(error as DatabaseError).fields.detail}`)) {
    const problem = `line ${line[1]} is empty`
    return csvError(seed, Number(line[1]), { problem, instead: 'Remove the empty line.' })
  }
  const place: Place = { file: path, line: Number(line[1]), column: 1 }
  return statementError(error, { node: { ...seed, place } })
}
