/** `model plan` for people: what changed, why, and what follows from it. Pure. */
import type { PlannedNode, PlanView, TargetDescription } from '../../workspace.ts'
import { indent } from './error.ts'
import { count, formatDuration } from './format.ts'
import type { Paint } from './paint.ts'
import { printTable } from './table.ts'

export interface PlanPage {
  readonly target: TargetDescription
  readonly paint: Paint
  /** Cells of a line; undefined: any. */
  readonly width: number | undefined
}

/** Rows of a section that are listed one by one. */
const LISTED = 40

/** The page without a final newline. */
export function printPlanView(view: PlanView, page: PlanPage): string {
  const { nodes } = view
  const built = nodes.filter(
    ({ action }) => action === 'build' || action === 'create' || action === 'alter',
  )
  const of = (change: PlannedNode['change']) => built.filter(node => node.change === change)
  const paragraphs = [
    headline(view, built.length, page),
    ...section('Changed in the project', of('direct'), page),
    ...section('Newer data', of('data'), page),
    ...section('Because of these', of('indirect'), page),
    ...section(
      'Left over',
      nodes.filter(({ action }) => action === 'left over'),
      page,
    ),
    ...repointed(view),
    ...view.warnings.map(({ text }) => page.paint.yellow(`Note: ${text}.`)),
    closing(view, built.length),
  ]
  return paragraphs.join('\n\n')
}

function headline({ nodes }: PlanView, built: number, { target, paint }: PlanPage): string {
  const reused = nodes.filter(({ action }) => action === 'reuse').length
  const prefix = target.prefix === '' ? '' : `, schema prefix ${target.prefix}`
  const where = `${target.target} (${target.adapter} at ${target.host}, database ${target.database}${prefix})`
  const what =
    built === 0
      ? paint.green(`Nothing to build: ${count(reused, 'relation is', 'relations are')} fresh`)
      : `${paint.bold(count(built, 'relation'))} to build, ${reused} to reuse`
  return `${what}, on ${where}.`
}

function section(title: string, nodes: readonly PlannedNode[], page: PlanPage): string[] {
  if (nodes.length === 0) return []
  const shown = nodes.slice(0, LISTED)
  const diffs = shown.some(({ diff }) => diff !== null)
  const lines = diffs
    ? shown.flatMap(node => [table([node], page), ...printDiff(node, page.paint)])
    : [table(shown, page)]
  const more = nodes.length > LISTED ? [`  and ${nodes.length - LISTED} more`] : []
  const heading = page.paint.bold(`${title} (${nodes.length})`)
  return [[heading, ...lines, ...more].join('\n')]
}

function table(nodes: readonly PlannedNode[], { paint, width }: PlanPage): string {
  const rows = nodes.map(node => [
    `${SIGNS[node.action]} ${node.name}`,
    node.materialized,
    sentence(node),
    how(node),
  ])
  const columns = [{ name: 'relation' }, { name: 'as' }, { name: 'because' }, { name: 'how' }]
  const inner = width === undefined ? undefined : width - 2
  const text = printTable(columns, rows, { paint, width: inner })
  return indent(text.split('\n').slice(HEADING_LINES).join('\n'), '  ')
}

/** The table's own heading says nothing here that the rows do not. */
const HEADING_LINES = 2

const SIGNS: Readonly<Record<PlannedNode['action'], string>> = {
  build: '~',
  create: '+',
  alter: '~',
  reuse: '=',
  'left over': '-',
}

function sentence({ reasons }: PlannedNode): string {
  const [first, ...others] = reasons
  if (first === undefined) return ''
  // Not why it is built, but why it is made otherwise than the project says.
  const isApart = ({ code }: (typeof reasons)[number]) => code === 'deferred'
  const more = others.filter(reason => !isApart(reason)).length
  const apart = others.filter(isApart).map(({ text }) => `; ${text}`)
  return `${first.text}${more > 0 ? ` (and ${count(more, 'more reason')})` : ''}${apart.join('')}`
}

function how({ publication, checks, seconds, action }: PlannedNode): string {
  const parts = [
    publication === 'swap' || publication === 'replaced' ? '' : (publication ?? ''),
    checks > 0 ? count(checks, 'check') : '',
    seconds === null ? '' : `took ${formatDuration(seconds * 1000)}`,
    action === 'create' ? 'new' : '',
  ]
  return parts.filter(part => part !== '').join(', ')
}

function printDiff({ diff }: PlannedNode, paint: Paint): string[] {
  if (diff === null) return []
  const painted = diff.split('\n').map(line => {
    if (line.startsWith('+')) return paint.green(line)
    if (line.startsWith('-')) return paint.red(line)
    return line.startsWith('@@') ? paint.cyan(line) : line
  })
  return [indent(painted.join('\n'), '      ')]
}

function repointed({ repointed: views }: PlanView): string[] {
  if (views.length === 0) return []
  const shown = views.slice(0, LISTED).join(', ')
  const more = views.length > LISTED ? ` and ${views.length - LISTED} more` : ''
  return [`Views that are written again, because they read what is replaced: ${shown}${more}`]
}

function closing({ checks, estimate }: PlanView, built: number): string {
  const reused =
    checks.reused > 0 ? `, ${count(checks.reused, 'check holds', 'checks hold')} still` : ''
  const made = `${count(checks.made, 'check')} to make${reused}.`
  if (built === 0) return checks.made === 0 ? 'Nothing is stale.' : `${made}\nNext: model refresh`
  const known = `About ${formatDuration(estimate.seconds * 1000)} by the last runs`
  const unknown =
    estimate.unknown > 0 ? `; ${count(estimate.unknown, 'node has', 'nodes have')} no past` : ''
  return `${made} ${known}${unknown}.\nNext: model refresh`
}
