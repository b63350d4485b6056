/** The SQL types of a model's columns, from their zod schemas. Pure. */
import type { z } from 'zod'
import type { ModelNode } from '../../compile/manifest.ts'
import { modelError } from '../../errors/model-error.ts'
import type { Place } from '../../errors/place.ts'

/** A column to be made. */
export interface ScriptColumn {
  readonly name: string
  readonly type: string
}

/** What is read of a schema: zod's own description of itself. */
interface Described {
  readonly type: string
  readonly format?: string
  readonly innerType?: Schema
  readonly out?: Schema
  readonly options?: readonly Schema[]
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly checks?: readonly { readonly _zod: { readonly def: Described } }[]
  readonly local?: boolean
}

interface Schema {
  readonly _zod: { readonly def: Described }
  readonly meta?: () => { readonly type?: unknown } | undefined
}

/** Columns in the order of the object. @throws ModelError M3312 for a schema that has no type. */
export function columnTypes(columns: z.ZodObject, node: ModelNode): readonly ScriptColumn[] {
  return Object.entries(columns.shape).map(([name, given]) => {
    const schema = given as unknown as Schema
    const type = typeOf(schema)
    if (type !== undefined) return { name, type }
    const kind = kindOf(schema)
    const found = `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`
    throw modelError(
      'M3312',
      { column: name, found },
      { place: schemaPlace(node, name), node: node.id },
    )
  })
}

/** Where the schema of a column stands; of one that is put together elsewhere, the file. */
export function schemaPlace({ script, place }: ModelNode, column: string): Place {
  const { schemas } = script!
  return Object.hasOwn(schemas, column) ? schemas[column]! : place
}

/** Schemas that only say more about the one inside. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'nullable',
  'optional',
  'default',
  'prefault',
  'nonoptional',
  'readonly',
  'catch',
])
const JSON_KINDS: ReadonlySet<string> = new Set([
  'object',
  'array',
  'tuple',
  'record',
  'any',
  'unknown',
  'lazy',
])

/** Of the schema that has no type: what wraps it says nothing. */
function kindOf({ _zod: { def } }: Schema): string {
  const inner = WRAPPERS.has(def.type) ? def.innerType : def.type === 'pipe' ? def.out : undefined
  return inner === undefined ? def.type : kindOf(inner)
}

function typeOf(schema: Schema): string | undefined {
  const said = schema.meta?.()?.type
  if (typeof said === 'string') return said
  const { def } = schema._zod
  if (WRAPPERS.has(def.type)) return typeOf(def.innerType!)
  if (JSON_KINDS.has(def.type)) return 'jsonb'
  switch (def.type) {
    case 'string':
      return stringType(def)
    case 'number':
      return numberType(def)
    case 'bigint':
      return formatOf(def) === 'int64' ? 'bigint' : 'numeric'
    case 'boolean':
      return 'boolean'
    case 'date':
      return 'timestamptz'
    case 'template_literal':
      return 'text'
    case 'literal':
      return commonType((def.values ?? []).filter(value => value !== null).map(typeOfValue))
    case 'enum':
      return commonType(Object.values(def.entries ?? {}).map(typeOfValue))
    case 'union':
      return commonType(
        (def.options ?? []).filter(option => option._zod.def.type !== 'null').map(typeOf),
      )
    case 'pipe':
      return typeOf(def.out!)
    default:
      return undefined
  }
}

function stringType(def: Described): string {
  const format = formatOf(def)
  if (format === 'date') return 'date'
  if (format === 'time') return 'time'
  if (format === 'uuid' || format === 'guid') return 'uuid'
  return format === 'datetime' ? 'timestamptz' : 'text'
}

const NUMBERS: Readonly<Record<string, string>> = {
  int32: 'integer',
  uint32: 'bigint',
  safeint: 'bigint',
  float32: 'real',
  float64: 'double precision',
}

function numberType(def: Described): string {
  return NUMBERS[formatOf(def) ?? ''] ?? 'numeric'
}

/** `z.iso.date()` says it itself, `z.string().date()` and `z.number().int()` by a check. */
function formatOf(def: Described): string | undefined {
  if (def.format !== undefined) return def.format
  const formats = (def.checks ?? []).flatMap(({ _zod }) => _zod.def.format ?? [])
  return formats.at(-1)
}

function typeOfValue(value: unknown): string | undefined {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'bigint') return 'numeric'
  if (typeof value === 'number') return Number.isInteger(value) ? 'bigint' : 'numeric'
  return typeof value === 'boolean' ? 'boolean' : undefined
}

function commonType(types: readonly (string | undefined)[]): string | undefined {
  const [first] = types
  return types.every(type => type === first) ? first : undefined
}
