/** Reads `.env`: NAME=value lines. Nothing is expanded. */
import { modelError, type Problems } from '../errors/model-error.ts'

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*?)\s*$/
const DOUBLE = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/
const SINGLE = /^'([^']*)'\s*(?:#.*)?$/
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
}

/** The variables of a `.env` text. Lines that are no assignment become problems. */
export function parseEnvFile(
  file: string,
  text: string,
  problems: Problems,
): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {}
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const match = ASSIGNMENT.exec(line)
    const value = match === null ? undefined : readValue(match[2]!)
    if (match === null || value === undefined) {
      // The line may hold a secret: only what stands before its value is shown.
      const name = line.split('=')[0]!.trim()
      const place = { file, line: index + 1, column: 1 }
      problems.add(modelError('M1010', { text: name }, { place }))
    } else variables[match[1]!] = value
  }
  return variables
}

function readValue(written: string): string | undefined {
  const double = DOUBLE.exec(written)
  if (double) return double[1]!.replace(/\\(.)/g, (pair, letter: string) => ESCAPES[letter] ?? pair)
  const single = SINGLE.exec(written)
  if (single) return single[1]!
  if (written.startsWith('"') || written.startsWith("'")) return undefined
  return written.replace(/\s+#.*$/, '')
}
