/** What tests of the warehouse share: the repository's scripts, and other people's data beside it. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** Other people's data; it lies beside the repository and is no part of it. */
const sharedData = join(root, '../shared/data')

/** For the names of tests that need it: empty, or why they are skipped. */
export const missingData = existsSync(sharedData) ? '' : ' (skipped: ../shared/data is not there)'

/** Runs a program in the repository and returns what it printed. */
function run(args: readonly string[]): string {
  return execFileSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  })
}

/** Turns shared files into sources with one of the project's scripts. */
export function convert(script: string, folder: string): void {
  run(['node_modules/jiti/lib/jiti-cli.mjs', `scripts/${script}.ts`, sharedData, folder])
}
