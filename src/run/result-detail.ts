/**
 * What the ledger keeps of a result that is not well, so that it can be mended later and elsewhere: the place in the
 * template with the lines around it, the rows that a check found, its query. Of bounded size. Pure.
 */
import type { Manifest } from '../compile/manifest.ts'
import { ModelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { CheckResult, Result } from '../plan/types.ts'
import type { ResultDetail } from '../state/types.ts'

/** Characters of a value, of a query, of a line. */
const LONGEST = { value: 300, query: 8000, line: 300 }
/** Columns of a failing row. */
const MOST_COLUMNS = 40
/** Lines shown before and after the place. */
const AROUND = 2

/** Empty for what is well, and where nothing is known beyond its message. */
export function resultDetail(
  result: Result,
  manifest: Manifest,
): { readonly detail?: ResultDetail } {
  const detail = {
    ...(result.error instanceof ModelError ? errorDetail(result.error, manifest) : {}),
    ...(result.kind === 'check' ? checkDetail(result) : {}),
  }
  return Object.keys(detail).length === 0 ? {} : { detail }
}

function errorDetail({ code, hint, place, node }: ModelError, manifest: Manifest): ResultDetail {
  if (place === undefined) return { code, ...(hint !== undefined && { hint }) }
  const excerpt = excerptAt(place, node === undefined ? undefined : textOf(manifest, node))
  const { file, line, column } = place
  return {
    code,
    place: { file, line, column },
    ...(hint !== undefined && { hint }),
    ...(excerpt && { excerpt }),
  }
}

function checkDetail({ status, sample, sql }: CheckResult): ResultDetail {
  if (status === 'pass' || status === 'skipped' || status === 'reused' || sql === '') return {}
  const rows = sample.map(row => cutRow(row))
  return { sql: cut(sql.trim(), LONGEST.query), ...(rows.length > 0 && { sample: rows }) }
}

function cutRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(row).slice(0, MOST_COLUMNS)
  return Object.fromEntries(entries.map(([name, value]) => [name, cutValue(value)]))
}

/** As the ledger holds it: a text, a number, true, false or nothing. */
function cutValue(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Date) return value.toISOString()
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return cut(text, LONGEST.value)
}

const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text

/** The file that a node is written in, when the manifest has it. */
function textOf(
  { nodes }: Manifest,
  id: string,
): { readonly path: string; readonly text: string } | undefined {
  const node = nodes.get(id)
  if (node?.kind === 'model') return node.template
  if (node?.kind === 'test' && node.definition.kind === 'singular') return node.definition.template
  return undefined
}

function excerptAt(
  { file, line }: Place,
  source: { readonly path: string; readonly text: string } | undefined,
): ResultDetail['excerpt'] {
  if (source?.path !== file) return undefined
  const first = Math.max(1, line - AROUND)
  const lines = source.text.split(/\r?\n/).slice(first - 1, line + AROUND)
  return { first, lines: lines.map(text => cut(text, LONGEST.line)) }
}
