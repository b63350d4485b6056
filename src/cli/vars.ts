/** Reads `--vars`: YAML or JSON of a mapping, or name=value; later ones win. */
import { modelError } from '../errors/model-error.ts'
import type { Value } from '../util/value.ts'

const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/

/** The variables of all `--vars` of a command line. */
export async function readVars(texts: readonly string[]): Promise<Record<string, Value>> {
  const vars: Record<string, Value> = {}
  for (const text of texts) Object.assign(vars, await readMapping(text))
  return vars
}

async function readMapping(text: string): Promise<Record<string, Value>> {
  const assignment = ASSIGNMENT.exec(text)
  if (assignment !== null) return { [assignment[1]!]: readScalar(assignment[2]!) }
  const value = await readYaml(text)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw modelError('M5010', { found: text, reason: 'it is no mapping' })
  }
  return value as Record<string, Value>
}

async function readYaml(text: string): Promise<unknown> {
  const { load, YAMLException } = await import('js-yaml')
  try {
    return load(text)
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw modelError('M5010', { found: text, reason: error.reason }, { cause: error })
  }
}

/** `true`, `null` and numbers are what YAML says they are; anything else is text. */
function readScalar(text: string): Value {
  if (text === 'true') return true
  if (text === 'false') return false
  if (text === 'null') return null
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && String(Number(text)) === text
    ? Number(text)
    : text
}
