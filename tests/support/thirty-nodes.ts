/**
 * A project of 30 nodes for faults: seeds, views, tables and ephemerals in layers, with checks over one and over several
 * relations. Every relation has a column `edition` that comes from the seeds: what stands published must be of one
 * edition throughout.
 */
import type { Files } from './project.ts'

const SEEDS = ['a', 'b', 'c']
const LAYERS = [
  { prefix: 'stg', materialized: 'view' },
  { prefix: 'kept', materialized: 'ephemeral' },
  { prefix: 'int', materialized: 'table' },
  { prefix: 'agg', materialized: 'table' },
  { prefix: 'mart', materialized: 'table' },
  { prefix: 'show', materialized: 'view' },
  { prefix: 'top', materialized: 'table' },
  { prefix: 'last', materialized: 'view' },
  { prefix: 'end', materialized: 'table' },
] as const

/** Names of all relations of the project. */
export const RELATIONS: readonly string[] = [
  ...SEEDS.map(seed => `seed_${seed}`),
  ...LAYERS.filter(layer => layer.materialized !== 'ephemeral').flatMap(layer =>
    SEEDS.map(seed => `${layer.prefix}_${seed}`),
  ),
]

/** The seeds of an edition; 200 rows each. */
export function seedFiles(edition: number): Files {
  const lines = Array.from({ length: 200 }, (_, i) => `${i + 1},${edition}`)
  return Object.fromEntries(
    SEEDS.map(seed => [`seeds/seed_${seed}.csv`, `id,edition\n${lines.join('\n')}\n`]),
  )
}

/** The project with the first edition. */
export function thirtyNodes(): Files {
  const files: Record<string, string> = { ...seedFiles(1), 'models/schema.yml': schemaFile() }
  LAYERS.forEach((layer, depth) => {
    SEEDS.forEach((seed, i) => {
      const before = depth === 0 ? 'seed' : LAYERS[depth - 1]!.prefix
      const other = SEEDS[(i + 1) % SEEDS.length]!
      files[`models/${layer.prefix}_${seed}.sql`] = `{{config materialized="${layer.materialized}"}}
select own.id, own.edition
from {{ref "${before}_${seed}"}} as own
join {{ref "${before}_${other}"}} as other on other.id = own.id
`
    })
  })
  return files
}

function schemaFile(): string {
  const models = LAYERS.filter(layer => layer.materialized !== 'ephemeral').flatMap(layer =>
    SEEDS.map(seed => modelEntry(`${layer.prefix}_${seed}`)),
  )
  return `models:\n${models.join('')}`
}

function modelEntry(name: string): string {
  const seed = name.at(-1)
  return `  - name: ${name}
    columns:
      - name: id
        tests:
          - unique
          - not_null
          - relationships: {to: seed_${seed}, field: id}
`
}
