/** Compares what a project has built in one place with what it has built in another: opens both, then relation by relation. */
import { isDeepStrictEqual } from 'node:util'
import type { Adapter, ColumnFact, Introspection } from '../adapters/adapter.ts'
import { DatabaseError } from '../adapters/database-error.ts'
import type { Manifest } from '../compile/manifest.ts'
import { diffRelation } from '../diff/diff-relation.ts'
import { type DiffRow, diffRow, uncomparedRow } from '../diff/diff-row.ts'
import { declaredKeys } from '../diff/find-keys.ts'
import { type NodePair, pairNodes } from '../diff/pair-nodes.ts'
import type { DiffOptions } from '../diff/types.ts'
import { modelError } from '../errors/model-error.ts'
import type { Project } from '../project/types.ts'
import { displayRelation, relationKey } from '../sql/relation.ts'
import { nearest } from '../util/nearest.ts'

/** What is compared with what. */
export interface DiffRequest {
  readonly ids: readonly string[]
  /** Another target; absent: this one. */
  readonly against?: string
  /** Its schemas under this prefix instead of its own. */
  readonly prefix?: string
  /** This schema, for every relation. */
  readonly schema?: string
  /** Columns that are the key of every relation; empty: what is declared. */
  readonly key: readonly string[]
  readonly ignored: readonly string[]
  readonly limit: number
  readonly tolerance?: number
  readonly signal?: AbortSignal
}

/** One side of the comparison, in words. */
export interface DiffPlace {
  /** What it is called in tables: the target, or the prefix or schema where the target is the same. */
  readonly label: string
  readonly target: string
  readonly adapter: string
  readonly host: string
  readonly database: string
  readonly prefix: string
  /** The one schema that is compared with, where one was named. */
  readonly schema: string | null
}

export type DiffEvent =
  | { readonly kind: 'opened'; readonly here: DiffPlace; readonly there: DiffPlace }
  | {
      readonly kind: 'comparing'
      readonly relation: string
      readonly index: number
      readonly total: number
      /** Differing rows read so far. */
      readonly rows: number
    }

/** A project that is open on a target. */
export interface OpenedTarget {
  readonly manifest: Manifest
  adapter(): Promise<Adapter>
  close(): Promise<void>
}

export interface WorkspaceDiff {
  readonly own: OpenedTarget
  readonly request: DiffRequest
  readonly openTarget: (name: string) => Promise<OpenedTarget>
  readonly onEvent: (event: DiffEvent) => void
}

/** A row for each relation, in graph order. */
export async function diffInWorkspace(input: WorkspaceDiff): Promise<readonly DiffRow[]> {
  const { own, request } = input
  refuseNothing(request, own.manifest.project)
  const other = request.against === undefined ? own : await input.openTarget(request.against)
  try {
    const isOne = sameDatabase(own.manifest.project, other.manifest.project)
    const there = isOne ? own.adapter() : other.adapter()
    const [hereAdapter, thereAdapter] = await Promise.all([own.adapter(), there])
    const sides = { here: hereAdapter, there: thereAdapter }
    input.onEvent({ kind: 'opened', ...places(input, other.manifest, sides) })
    return await compareAll(input, other.manifest, sides)
  } finally {
    if (other !== own) await other.close()
  }
}

type Adapters = Sided<Adapter>

function refuseNothing({ against, prefix, schema }: DiffRequest, project: Project): void {
  if (against !== undefined || prefix !== undefined || schema !== undefined) return
  const { name } = project.target
  const names = project.targetNames.filter(other => other !== name)
  throw modelError('M3201', { target: name, names })
}

/** One connection then serves both sides, and the database itself can compare. */
function sameDatabase(here: Project, there: Project): boolean {
  return (
    here.target.adapter === there.target.adapter &&
    here.targetPath === there.targetPath &&
    isDeepStrictEqual(here.target.settings, there.target.settings)
  )
}

function places({ own, request }: WorkspaceDiff, other: Manifest, adapters: Adapters) {
  const here = own.manifest.project.target
  const there = other.project.target
  const { schema = null } = request
  const prefix = request.prefix ?? there.schemaPrefix
  const label = here.name === there.name ? (schema ?? (prefix || 'no prefix')) : there.name
  return {
    here: placeOf(here, adapters.here, {
      prefix: here.schemaPrefix,
      schema: null,
      label: here.name,
    }),
    there: placeOf(there, adapters.there, { prefix, schema, label }),
  }
}

function placeOf(
  { name }: { readonly name: string },
  { name: adapter, location }: Adapter,
  rest: Pick<DiffPlace, 'prefix' | 'schema' | 'label'>,
): DiffPlace {
  return { target: name, adapter, ...location, ...rest }
}

async function compareAll(
  input: WorkspaceDiff,
  other: Manifest,
  adapters: Adapters,
): Promise<readonly DiffRow[]> {
  const { request } = input
  const pairs = pairNodes({ own: input.own.manifest, other }, request.ids, request)
  const built = pairs.filter(({ isBuiltThere }) => isBuiltThere)
  refuseItself(built, adapters, input)
  const found = await existing(built, adapters)
  refuseUnknownColumns(request, { pairs: built, found, targets: targetNames(input, other) })
  const keysOf = declaredKeys(input.own.manifest)
  const rows: DiffRow[] = []
  for (const [at, pair] of pairs.entries()) {
    const say = (differing: number) =>
      input.onEvent({
        kind: 'comparing',
        relation: displayRelation(pair.here),
        index: at + 1,
        total: pairs.length,
        rows: differing,
      })
    say(0)
    rows.push(await compareOne(pair, { input, other, adapters, found, keysOf, say }))
  }
  return rows
}

interface Sided<T> {
  readonly here: T
  readonly there: T
}

type Found = Sided<Introspection>

function targetNames({ own }: WorkspaceDiff, other: Manifest): Sided<string> {
  return { here: own.manifest.project.target.name, there: other.project.target.name }
}

async function existing(pairs: readonly NodePair[], { here, there }: Adapters): Promise<Found> {
  const schemas = (side: 'here' | 'there') => [...new Set(pairs.map(pair => pair[side].schema))]
  const [ofHere, ofThere] = await Promise.all([
    here.introspect(schemas('here')),
    there.introspect(schemas('there')),
  ])
  return { here: ofHere, there: ofThere }
}

function refuseItself(pairs: readonly NodePair[], { here, there }: Adapters, input: WorkspaceDiff) {
  const itself =
    here === there && pairs.find(pair => relationKey(pair.here) === relationKey(pair.there))
  if (!itself) return
  const where = `target ${input.own.manifest.project.target.name}`
  throw modelError('M3202', { relation: displayRelation(itself.here), where })
}

/** Columns that were named have to be there. */
function refuseUnknownColumns(
  { key, ignored }: DiffRequest,
  {
    pairs,
    found,
    targets,
  }: {
    readonly pairs: readonly NodePair[]
    readonly found: Found
    readonly targets: Sided<string>
  },
): void {
  const all = new Set<string>()
  for (const pair of pairs) {
    for (const side of ['here', 'there'] as const) {
      const columns = columnsOf(found, pair, side)
      if (columns === undefined) continue
      const names = columns.map(({ name }) => name)
      for (const name of names) all.add(name)
      const column = key.find(name => !names.includes(name))
      if (column === undefined) continue
      const relation = displayRelation(pair[side])
      const where = `target ${targets[side]}`
      throw modelError('M3203', { relation, where, column, nearest: nearest(column, names) })
    }
  }
  const column = all.size === 0 ? undefined : ignored.find(name => !all.has(name))
  if (column !== undefined) throw modelError('M3204', { column, nearest: nearest(column, all) })
}

function columnsOf(
  found: Found,
  pair: NodePair,
  side: 'here' | 'there',
): readonly ColumnFact[] | undefined {
  return found[side].relations.get(relationKey(pair[side]))?.columns
}

interface Comparing {
  readonly input: WorkspaceDiff
  readonly other: Manifest
  readonly adapters: Adapters
  readonly found: Found
  readonly keysOf: ReturnType<typeof declaredKeys>
  readonly say: (rows: number) => void
}

async function compareOne(pair: NodePair, comparing: Comparing): Promise<DiffRow> {
  const { adapters, found, other, input } = comparing
  if (!pair.isBuiltThere)
    return uncomparedRow(pair, 'skipped', `target ${other.project.target.name} does not build it`)
  const here = columnsOf(found, pair, 'here')
  const there = columnsOf(found, pair, 'there')
  if (here === undefined || there === undefined)
    return uncomparedRow(pair, 'missing', missing(pair, { here, there }, targetNames(input, other)))
  try {
    const diff = await diffRelation(
      { reader: adapters.here, relation: pair.here, columns: here },
      { reader: adapters.there, relation: pair.there, columns: there },
      diffOptions(input.request, comparing.keysOf(pair.node), comparing.say),
    )
    return diffRow(pair, diff)
  } catch (error) {
    // One relation that cannot be read does not keep the others from being compared.
    if (error instanceof DatabaseError) return uncomparedRow(pair, 'error', error.message)
    throw error
  }
}

/** Which of the two does not exist. */
function missing(pair: NodePair, columns: Sided<unknown>, targets: Sided<string>): string {
  return (['here', 'there'] as const)
    .filter(side => columns[side] === undefined)
    .map(side => `${displayRelation(pair[side])} does not exist in target ${targets[side]}`)
    .join(', and ')
}

function diffOptions(
  { key, ignored, limit, tolerance, signal }: DiffRequest,
  declared: readonly (readonly string[])[],
  onRows: (rows: number) => void,
): DiffOptions {
  return {
    keys: key.length > 0 ? [key] : declared,
    ignored,
    limit,
    onRows,
    ...(tolerance !== undefined && { tolerance }),
    ...(signal !== undefined && { signal }),
  }
}
