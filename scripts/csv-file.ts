/** Reads and writes CSV files for the scripts that turn other people's files into sources. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { type SeedTable, toCsv } from './seeds/csv.ts'

/** A row by its column names, every value as text. */
export type TextRow = Readonly<Record<string, string>>

/** Rows of a CSV with a header. */
export function readCsv(folder: string, file: string): TextRow[] {
  return parse(readFileSync(join(folder, file)), { columns: true, bom: true })
}

/** One file per table, named after its relation, in the folder for `--seed-path`. */
export function writeTables(folder: string, tables: readonly SeedTable[]): void {
  mkdirSync(folder, { recursive: true })
  for (const table of tables) {
    writeFileSync(join(folder, `${table.name}.csv`), toCsv(table))
    console.log(`${table.name}: ${table.rows.length} rows`)
  }
}

/** The two folders of the command line, or the sentence that says how to call the script. */
export function foldersOf(script: string): { readonly input: string; readonly output: string } {
  const [input, output] = process.argv.slice(2)
  if (input === undefined || output === undefined) {
    console.error(`usage: npm run ${script} -- IN_DIR OUT_DIR`)
    process.exit(2)
  }
  return { input, output }
}
