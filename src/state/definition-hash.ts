/**
 * One hash for all that a node's own definition says about its content (design §7, docs/adr/0003). Equal hashes mean
 * that a rebuild from the same inputs would give the same rows. Layout, comments, folders and targets are no part of it.
 */
import { definitionText } from '../sql/definition-tokens.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { sha256 } from '../util/hash.ts'
import type { Value } from '../util/value.ts'

/** What `{{var "as_of"}}` renders to in a definition: a valid time, so that macros can calculate with it. */
export const AS_OF_PLACEHOLDER = '0001-01-01T00:00:00Z'

/** First word of what is hashed. To change it makes every node of every warehouse stale. */
const FORMAT = 'definition 1'

/** A model as its own files define it. */
export interface Definition {
  readonly materialized: string
  readonly dialect: string
  /** Rendered with references and `this` as node ids, `as_of` as its placeholder, `is_incremental` false. */
  readonly full: string
  /** The same with `is_incremental` true. */
  readonly incremental: string
  /** Hooks, rendered like `full`. */
  readonly preHooks: readonly string[]
  readonly postHooks: readonly string[]
  /** As declared; those without a type say nothing about content. */
  readonly columns: readonly DeclaredColumn[]
  /** Further config that changes content. Settings of cost, access and publication do not. */
  readonly config: Readonly<Record<string, Value>>
}

export interface DeclaredColumn {
  readonly name: string
  readonly dataType?: string
}

/** A model in TypeScript. */
export interface ScriptDefinition {
  /** Digest of its code, and those of the modules that it imports. */
  readonly code: string
  readonly modules: readonly string[]
  /** SHA-256 of the files that it reads, by path. */
  readonly inputs: Readonly<Record<string, string>>
  /** The values of the vars that it names. */
  readonly vars: Readonly<Record<string, Value>>
  /** Hooks, rendered as those of other models. */
  readonly preHooks: readonly string[]
  readonly postHooks: readonly string[]
  readonly columns: readonly DeclaredColumn[]
  readonly config: Readonly<Record<string, Value>>
}

/** A seed: its bytes, and how they are read. */
export interface SeedDefinition {
  /** SHA-256 of the file; undefined: there is no file, the table is empty. */
  readonly bytes: string | undefined
  readonly columns: readonly DeclaredColumn[]
  /** Delimiter and the like. */
  readonly options: Readonly<Record<string, Value>>
}

/** The definition_hash of a model: table, view or ephemeral. */
export function definitionHash(definition: Definition): string {
  const { materialized, dialect, full, incremental, preHooks, postHooks } = definition
  const fullText = definitionText(full)
  const typed = definition.columns.filter(column => column.dataType !== undefined)
  return hashOf([
    FORMAT,
    { materialized, dialect },
    fullText,
    incremental === full ? fullText : definitionText(incremental),
    preHooks.map(definitionText),
    postHooks.map(definitionText),
    columnTexts(typed),
    definition.config,
  ])
}

/** The definition_hash of a model in TypeScript; where its modules lie is no part of it. */
export function scriptHash(definition: ScriptDefinition): string {
  const { code, modules, inputs, vars, preHooks, postHooks, columns, config } = definition
  const typed = columns.filter(column => column.dataType !== undefined)
  return hashOf([
    FORMAT,
    'typescript',
    code,
    [...modules].sort(),
    inputs,
    vars,
    preHooks.map(definitionText),
    postHooks.map(definitionText),
    columnTexts(typed),
    config,
  ])
}

/** The definition_hash of a seed; its path is no part of it. */
export function seedHash({ bytes, columns, options }: SeedDefinition): string {
  return hashOf([FORMAT, 'seed', bytes ?? null, columnTexts(columns), options])
}

/** In order of names: the order of a schema file changes nothing. */
function columnTexts(columns: readonly DeclaredColumn[]): Value {
  return columns
    .map(({ name, dataType }) => [name, dataType === undefined ? null : definitionText(dataType)])
    .sort(([a], [b]) => (a! < b! ? -1 : 1))
}

function hashOf(parts: readonly Value[]): string {
  return sha256(canonicalJson(parts))
}
