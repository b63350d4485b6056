/** What the tests of the warehouse share: the built command line on this repository, and the data beside it. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** Other people's data; it lies beside the repository and is no part of it. */
export const sharedData = join(root, '../shared/data')

/** For the names of tests that need it: empty, or why they are skipped. */
export const missingData = existsSync(sharedData) ? '' : ' (skipped: ../shared/data is not there)'

export type Row = Readonly<Record<string, string | number | boolean | null>>

/** Runs a program in the repository and returns what it printed. */
export function run(args: readonly string[]): string {
  return execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  })
}

/** Runs the command line on the project, with everything it writes below `target`. */
export function model(target: string, args: readonly string[]): string {
  return run(['dist/bin.js', ...args, '--project-dir', root, '--target-path', target])
}

/** The rows of a query against what a build published. */
export function query(target: string, sql: string): readonly Row[] {
  return JSON.parse(model(target, ['query', sql, '--output', 'json'])) as readonly Row[]
}

/** Turns shared files into sources with one of the project's scripts. */
export function convert(script: string, folder: string): void {
  run(['node_modules/jiti/lib/jiti-cli.mjs', `scripts/${script}.ts`, sharedData, folder])
}
