/**
 * Writes the demonstration CSVs to seeds/, the same bytes on every machine.
 * `npm run seeds` writes; `npm run seeds -- --check` compares with what is committed and fails on a difference.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { companyTables } from './companies.ts'
import { type SeedTable, toCsv } from './csv.ts'
import { clayTable } from './gtm.ts'
import { referenceTables } from './reference.ts'
import { salesTables } from './sales.ts'
import { trackerTables } from './tracker.ts'

const folder = join(import.meta.dirname, '..', '..', 'seeds')

const fileName = (table: SeedTable) => `${table.name}.csv${table.isPacked ? '.gz' : ''}`

/** File name to text. */
function seedFiles(): Map<string, string> {
  const tables = [
    ...companyTables(),
    ...referenceTables(),
    ...salesTables(),
    ...trackerTables(),
    clayTable(),
  ]
  return new Map(tables.map(table => [fileName(table), toCsv(table)]))
}

/** The text of a file. Packed ones are compared unpacked: another zlib packs otherwise. */
function committed(name: string): string | undefined {
  const path = join(folder, name)
  if (!existsSync(path)) return undefined
  const bytes = readFileSync(path)
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** Leaves a file alone that holds the same text, so that packing it anew is no change. */
function write(files: ReadonlyMap<string, string>): void {
  const changed = [...files].filter(([name, text]) => committed(name) !== text)
  for (const [name, text] of changed) {
    const bytes = name.endsWith('.gz') ? gzipSync(text, { level: 9 }) : Buffer.from(text)
    writeFileSync(join(folder, name), bytes)
  }
  console.log(`${changed.length} of ${files.size} files are new or changed`)
}

/** Names of files that differ from the generator's, are missing, or are there without it. */
function differences(files: ReadonlyMap<string, string>): string[] {
  const changed = [...files].filter(([name, text]) => committed(name) !== text)
  // A name with a dot backs a source; other CSVs are lookups that people keep by hand.
  const stray = readdirSync(folder).filter(
    name => /\..*\.csv(\.gz)?$/.test(name) && !files.has(name),
  )
  return [...changed.map(([name]) => name), ...stray]
}

const files = seedFiles()
if (process.argv.includes('--check')) {
  const names = differences(files)
  for (const name of names)
    console.error(`seeds/${name} is not what the generator writes: run npm run seeds`)
  process.exitCode = names.length === 0 ? 0 : 1
} else {
  write(files)
}
