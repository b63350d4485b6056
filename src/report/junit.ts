/** A CI run as JUnit XML, which every CI server reads: built relations and checks as test cases. Pure. */
import type { CiReport, CiTrouble } from './ci-report.ts'

interface Case {
  readonly classname: string
  readonly name: string
  readonly file: string | null
  readonly line: number | null
  readonly seconds: number
  readonly trouble?: CiTrouble
  readonly skipped?: string
}

/** The document. Differences are no failures: they stand in the output of a relation's case. */
export function junitXml(report: CiReport): string {
  const troubles = new Map(report.troubles.map(each => [each.unique_id, each]))
  const built = report.nodes.map((node): Case => {
    const trouble = troubles.get(node.unique_id)
    const isHeld = node.status !== 'success' && node.status !== 'error'
    return {
      classname: node.materialized,
      ...{ name: node.name, file: node.file, line: null, seconds: node.seconds },
      ...(trouble && { trouble }),
      ...(isHeld && { skipped: node.message }),
    }
  })
  const checks = report.made_checks.map((check): Case => {
    const trouble = troubles.get(check.unique_id)
    return {
      classname: 'check',
      ...{ name: check.name, file: check.file, line: check.line, seconds: check.seconds },
      ...(trouble && { trouble }),
      ...(check.status === 'skipped' && { skipped: check.message }),
    }
  })
  const alone = report.troubles
    .filter(({ unique_id: id }) => id === '')
    .map(trouble => ({
      ...{ classname: 'run', name: trouble.name, file: null, line: null, seconds: 0 },
      trouble,
    }))
  const suites = [suite('relations', [...built, ...alone]), suite('checks', checks)]
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${text(report.project)}">\n${suites.join('\n')}\n</testsuites>\n`
}

function suite(name: string, cases: readonly Case[]): string {
  const failures = cases.filter(({ trouble }) => trouble?.status === 'fail').length
  const errors = cases.filter(({ trouble }) => trouble?.status === 'error').length
  const skipped = cases.filter(each => each.skipped !== undefined).length
  const seconds = cases.reduce((sum, each) => sum + each.seconds, 0)
  const head = `  <testsuite name="${name}" tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds.toFixed(3)}">`
  return [head, ...cases.map(caseText), '  </testsuite>'].join('\n')
}

function caseText({ classname, name, file, line, seconds, trouble, skipped }: Case): string {
  const place = file === null ? '' : ` file="${text(file)}"`
  const at = line === null ? '' : ` line="${line}"`
  const head = `    <testcase classname="${text(classname)}" name="${text(name)}"${place}${at} time="${seconds.toFixed(3)}"`
  if (trouble !== undefined) return `${head}>\n${troubleText(trouble)}\n    </testcase>`
  if (skipped !== undefined)
    return `${head}>\n      <skipped message="${text(skipped)}"/>\n    </testcase>`
  return `${head}/>`
}

/** A warning fails nothing, and is said. */
function troubleText({ status, message, sample, sql, code, hint }: CiTrouble): string {
  const rows = sample.map(row => JSON.stringify(row)).join('\n')
  const body = [hint ?? '', rows, sql].filter(part => part !== '').join('\n\n')
  if (status === 'warn') return `      <system-out>${text(`${message}\n${body}`)}</system-out>`
  const word = status === 'fail' ? 'failure' : 'error'
  const type = code ?? (status === 'fail' ? 'check' : 'database')
  return `      <${word} message="${text(message)}" type="${text(type)}">${text(body)}</${word}>`
}

/** Characters that XML has no way to write are left out. */
function text(given: string): string {
  return given
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
