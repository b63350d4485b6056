/** Builds dist/ once before the tests: the command line and the embedded engine's worker are tested as shipped. */
import { execFileSync } from 'node:child_process'

export default function setup(): void {
  if (process.env['MODEL_SKIP_BUILD']) return
  execFileSync('npx', ['tsdown', '--logLevel', 'warn'], { stdio: 'inherit' })
}
