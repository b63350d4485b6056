/** What failed, once more at the end: place, message, failing rows, the query that lists them. Pure but for code frames. */
import type { Manifest } from '../../../compile/manifest.ts'
import { ModelError } from '../../../errors/model-error.ts'
import type { CheckResult, NodeResult, Result } from '../../../plan/types.ts'
import { type ErrorView, indent, printModelError } from '../error.ts'
import { count } from '../format.ts'
import { printTable } from '../table.ts'
import { displayNode } from './labels.ts'

export interface FailureView extends ErrorView {
  readonly manifest: Manifest
  /** Cells of a line; undefined: any. */
  readonly width: number | undefined
}

const RANK: Partial<Record<Result['status'], number>> = { error: 0, fail: 1, warn: 2 }

/** Results that people have to look at: errors, then failed checks, then warnings. */
export function troubles(results: readonly Result[]): readonly Result[] {
  return results
    .filter(({ status }) => RANK[status] !== undefined)
    .toSorted((a, b) => RANK[a.status]! - RANK[b.status]!)
}

/** One failure as a paragraph. */
export function printFailure(result: Result, view: FailureView): string {
  const { manifest, paint } = view
  const node = manifest.nodes.get(result.node)
  const brush = result.status === 'warn' ? paint.yellow : paint.red
  // An error that has a place prints it, with the lines around it.
  const placed = result.error instanceof ModelError && result.error.place !== undefined
  const place = node === undefined || placed ? '' : ` (${node.place.file}:${node.place.line})`
  const heading = `${brush(result.status.toUpperCase())} ${displayNode(manifest, result.node)}${place}`
  const body = result.kind === 'check' ? checkBody(result, view) : nodeBody(result, view)
  return [heading, indent(body, '  ')].join('\n')
}

function nodeBody(result: NodeResult, view: FailureView): string {
  return result.error instanceof ModelError ? printModelError(result.error, view) : result.message
}

function checkBody(result: CheckResult, view: FailureView): string {
  if (result.status === 'error') {
    const text = result.error instanceof ModelError ? printModelError(result.error, view) : ''
    return text || result.message
  }
  const parts = [result.message]
  if (result.sample.length > 0) parts.push(indent(sampleTable(result, view), '  '))
  if (result.sql !== '') {
    parts.push(view.paint.dim('The query that lists them:'), indent(result.sql.trim(), '  '))
  }
  return parts.join('\n')
}

function sampleTable({ sample, failures }: CheckResult, view: FailureView): string {
  const names = [...new Set(sample.flatMap(row => Object.keys(row)))]
  const numeric = (name: string) =>
    sample.every(row => row[name] === null || /^-?[\d.]+$/.test(String(row[name])))
  const table = printTable(
    names.map(name => ({ name, align: numeric(name) ? ('right' as const) : ('left' as const) })),
    sample.map(row => names.map(name => row[name])),
    { paint: view.paint, width: view.width === undefined ? undefined : view.width - 4 },
  )
  const more = (failures ?? 0) - sample.length
  return more > 0 ? `${table}\n${view.paint.dim(`and ${count(more, 'more', 'more')}`)}` : table
}
