/**
 * Writes the demonstration CSVs to seeds/, the same bytes on every machine.
 * `npm run seeds` writes; `npm run seeds -- --check` compares with what is committed and fails on a difference.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { companyTables } from './companies.ts'
import { toCsv } from './csv.ts'
import { referenceTables } from './reference.ts'
import { salesTables } from './sales.ts'

const folder = join(import.meta.dirname, '..', '..', 'seeds')

/** File name to content. */
function seedFiles(): Map<string, string> {
  const tables = [...companyTables(), ...referenceTables(), ...salesTables()]
  return new Map(tables.map(table => [`${table.name}.csv`, toCsv(table)]))
}

function write(files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) writeFileSync(join(folder, name), text)
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  console.log(`wrote ${files.size} files, ${(bytes / 1e6).toFixed(1)} MB`)
}

/** Names of files that differ from the generator's, are missing, or are there without it. */
function differences(files: ReadonlyMap<string, string>): string[] {
  const changed = [...files].filter(([name, text]) => {
    const path = join(folder, name)
    return !existsSync(path) || readFileSync(path, 'utf8') !== text
  })
  // A name with a dot backs a source; other CSVs are lookups that people keep by hand.
  const stray = readdirSync(folder).filter(name => /\..*\.csv$/.test(name) && !files.has(name))
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
