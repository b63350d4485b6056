/** A CI run as a page for the person who reviews the change: what fails first, then what changes and what differs. Pure. */
import type { DiffRow } from '../diff/diff-row.ts'
import type { CiNode, CiReport, CiTrouble } from './ci-report.ts'
import { differenceSections, differenceText } from './difference-markdown.ts'
import {
  block,
  code,
  count,
  details,
  duration,
  grouped,
  shortValue,
  table,
  words,
} from './markdown.ts'

/** Names in a sentence; the rest is counted. */
const NAMED = 30
/** Diffs of SQL on the page, and lines of each. */
const DIFFS = 20
const DIFF_LINES = 200

/** The page. */
export function ciMarkdown(report: CiReport): string {
  const sections =
    report.status === 'unchanged'
      ? [unchanged(report)]
      : [
          heading(report),
          ...troubleSections(report),
          ...changeSection(report),
          ...differenceSections(report),
          ...uncomparedSection(report),
          ...warningSection(report),
          ...sqlSection(report),
        ]
  return `${[...sections, footer(report)].join('\n\n')}\n`
}

/** One calm sentence. */
function unchanged({ against, project, left_over: leftOver }: CiReport): string {
  const gone =
    leftOver.length === 0
      ? ''
      : `\n\nNo longer made by the project, and left in ${words(against)}: ${names(leftOver)}.`
  return `## ✅ Nothing changes\n\nEverything in ${code(project)} is as target **${words(against)}** has built it: no relation was built, no check was made.${gone}`
}

function heading(report: CiReport): string {
  const { nodes, checks, against } = report
  const took = (Date.parse(report.ended_at) - Date.parse(report.started_at)) / 1000
  const facts = [builtText(nodes), checksText(checks), differingText(report), duration(took)]
  return `## ${headline(report)}\n\n${code(report.project)} compared with target **${words(against)}**: ${facts.filter(text => text !== '').join(' · ')}`
}

/** What a reviewer wants to know in one line. */
export function headline(report: CiReport): string {
  const { status, troubles, differences } = report
  if (status === 'unchanged') return '✅ Nothing changes'
  if (status === 'interrupted') return '❌ The run was interrupted'
  const failed = troubles.filter(each => each.status !== 'warn')
  const ofKind = (kind: CiTrouble['kind']) => failed.filter(each => each.kind === kind).length
  const parts = [
    ...(ofKind('node') > 0 ? [`${count(ofKind('node'), 'relation')} cannot be built`] : []),
    ...(ofKind('check') > 0 ? [`${count(ofKind('check'), 'check fails', 'checks fail')}`] : []),
  ]
  if (parts.length > 0) return `❌ ${parts.join(', ')}`
  if (status === 'error') return '❌ Not all of it could be compared'
  const differing = differences.filter(row => row.status === 'different').length
  const warnings = troubles.length > 0 ? `, ${count(troubles.length, 'warning')}` : ''
  const isNew = report.nodes.filter(({ is_new }) => is_new).length
  const news = isNew > 0 ? `, ${grouped(isNew)} new` : ''
  if (differing === 0 && isNew === 0) return `✅ All is well, and no row differs${warnings}`
  return `✅ All is well: ${count(differing, 'relation')} ${differing === 1 ? 'differs' : 'differ'}${news}${warnings}`
}

/** What was held back was built. */
function builtText(nodes: readonly CiNode[]): string {
  const all = count(nodes.length, 'relation')
  const built = nodes.filter(({ status }) => status === 'success' || status === 'held').length
  return built === nodes.length ? `${all} built` : `${grouped(built)} of ${all} built`
}

function checksText(checks: CiReport['checks']): string {
  const made = checks.pass + checks.warn + checks.fail + checks.error
  if (made === 0) return 'no check made'
  const parts = [
    ...(checks.fail > 0 ? [`${checks.fail} failed`] : []),
    ...(checks.error > 0 ? [`${checks.error} could not be made`] : []),
    ...(checks.warn > 0 ? [`${checks.warn} warned`] : []),
    ...(checks.skipped > 0 ? [`${checks.skipped} skipped`] : []),
  ]
  if (parts.length === 0) return made === 1 ? 'its check passes' : `all ${made} checks pass`
  return `${count(made + checks.skipped, 'check')} (${parts.join(', ')})`
}

function differingText({ differences }: CiReport): string {
  const differing = differences.filter(({ status }) => status === 'different').length
  const equal = differences.filter(({ status }) => status === 'equal').length
  if (differences.length === 0) return ''
  return `${differing} of ${differing + equal} compared differ`
}

const MARKS = { error: '❌', fail: '❌', warn: '⚠️' }

function troubleSections({ troubles, nodes }: CiReport): readonly string[] {
  if (troubles.length === 0) return []
  const failed = troubles.some(({ status }) => status !== 'warn')
  const held = nodes.filter(({ status }) => status === 'held' || status === 'skipped')
  return [
    failed ? '### What fails' : '### What warns',
    ...troubles.map(troubleText),
    ...(held.length > 0
      ? [`Not published because of it: ${names(held.map(({ name }) => name))}.`]
      : []),
  ]
}

function troubleText(trouble: CiTrouble): string {
  const { file, line, message, hint, sample, failures, sql } = trouble
  const about = trouble.about === null ? '' : `on **${words(trouble.about)}**, `
  const place = file === null ? '' : `declared in ${code(line === null ? file : `${file}:${line}`)}`
  const columns = [...new Set(sample.flatMap(row => Object.keys(row)))]
  const more = (failures ?? 0) - sample.length
  return [
    `#### ${MARKS[trouble.status]} ${words(trouble.name)}`,
    ...(about === '' && place === '' ? [] : [`${about}${place}`]),
    `${words(message)}${trouble.code === null ? '' : ` (${trouble.code})`}`,
    ...(hint === null ? [] : [words(hint)]),
    ...(sample.length === 0
      ? []
      : [
          table(
            columns.map(words),
            sample.map(row => columns.map(column => shortValue(row[column]))),
          ),
        ]),
    ...(sample.length > 0 && more > 0 ? [`… and ${grouped(more)} more.`] : []),
    ...(sql === '' ? [] : [details('The query that lists them', block('sql', sql))]),
  ].join('\n\n')
}

function changeSection(report: CiReport): readonly string[] {
  const { nodes, against, not_built: notBuilt, left_over: leftOver } = report
  if (nodes.length === 0) return ['No relation is built otherwise than there; checks are.']
  const direct = nodes.filter(({ change }) => change === 'direct')
  const indirect = nodes.filter(({ change }) => change === 'indirect')
  const differences = new Map(report.differences.map(row => [row.unique_id, row]))
  const lines = (some: readonly CiNode[]) => changeTable(some, differences, against)
  return [
    ...(direct.length > 0 ? ['### What changes', lines(direct)] : []),
    ...(indirect.length > 0 ? ['### What is rebuilt because of it', lines(indirect)] : []),
    ...(notBuilt.length > 0
      ? [`Not selected, and to be rebuilt in ${words(against)} as well: ${names(notBuilt)}.`]
      : []),
    ...(leftOver.length > 0
      ? [`No longer made by the project, and left in ${words(against)}: ${names(leftOver)}.`]
      : []),
  ]
}

function changeTable(
  nodes: readonly CiNode[],
  differences: ReadonlyMap<string, DiffRow>,
  against: string,
): string {
  return table(
    ['Relation', 'Because', 'Rows:', `Against ${words(against)}`, 'Time:', `In ${words(against)}:`],
    nodes.map(node => [
      `**${words(node.name)}**`,
      words(node.reasons.join('; ')),
      node.rows === null ? '' : grouped(node.rows),
      outcomeText(node, differences.get(node.unique_id)),
      duration(node.seconds),
      node.against_seconds === null ? '' : duration(node.against_seconds),
    ]),
  )
}

function outcomeText(node: CiNode, difference: DiffRow | undefined): string {
  if (node.status === 'error') return '❌ cannot be built'
  if (node.status !== 'success') {
    const compared = difference === undefined ? '' : `, ${differenceText(difference)}`
    return `❌ ${words(node.message)}${compared}`
  }
  if (difference !== undefined) return differenceText(difference)
  return node.is_new ? 'new' : ''
}

/** What no figure can be given of, and why. */
function uncomparedSection({ differences }: CiReport): readonly string[] {
  const uncompared = differences.filter(({ status }) => status === 'skipped' || status === 'error')
  return uncompared.map(
    ({ relation, message }) => `**${words(relation)}** was not compared: ${words(message ?? '')}.`,
  )
}

function warningSection({ warnings, moved_sources: moved, against }: CiReport): readonly string[] {
  const sources =
    moved.length === 0
      ? []
      : [
          `⚠️ ${names(moved)} ${moved.length === 1 ? 'has' : 'have'} changed since ${words(against)} was built, or cannot tell: some of the differences may come from newer rows.`,
        ]
  return [...sources, ...warnings.map(text => `⚠️ ${words(text)}`)]
}

function sqlSection({ nodes }: CiReport): readonly string[] {
  const changed = nodes.filter(({ diff }) => diff !== null && diff !== '')
  if (changed.length === 0) return []
  const shown = changed.slice(0, DIFFS).map(({ name, file, diff }) => {
    const lines = diff!.split('\n')
    const cut = lines.length > DIFF_LINES ? `\n… ${lines.length - DIFF_LINES} more lines` : ''
    const text = block('diff', lines.slice(0, DIFF_LINES).join('\n') + cut)
    return details(`${name.replaceAll('<', '&lt;')} (${file})`, text)
  })
  const more = changed.length - shown.length
  return [
    '### The SQL that changes',
    ...shown,
    ...(more > 0 ? [`… and ${count(more, 'more model')}.`] : []),
  ]
}

function footer(report: CiReport): string {
  const prefix = report.against_prefix === '' ? 'no prefix' : `prefix ${report.against_prefix}`
  return `<sub>Built in target ${words(report.target)} (${words(report.place)}) under the prefix ${code(report.prefix)}, what is unchanged read in target ${words(report.against)} (${words(prefix)}). As of ${report.as_of}. Run ${report.run_id}.</sub>`
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, NAMED).map(code).join(', ')
  return all.length > NAMED ? `${shown} and ${all.length - NAMED} more` : shown
}
