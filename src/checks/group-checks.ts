/** Brings checks together that one scan of a relation can answer. Pure. */
import { subquery } from './check-query.ts'
import type { CheckQuery, CheckStatement } from './types.ts'

/** Expressions in one statement: the parser's cost per expression is flat, the planner's and a retry's are not. */
const EXPRESSIONS_AT_MOST = 100
/** Each distinct count sorts in its own work_mem. */
const SORTS_AT_MOST = 16

type ScanCheck = CheckQuery & { readonly scan: NonNullable<CheckQuery['scan']> }

/**
 * The statements that count the failures of these checks: one per relation and `where` for all checks with a scan
 * expression, one each for the others. Every check is in exactly one; order follows the first check of each.
 */
export function groupChecks(checks: readonly CheckQuery[]): readonly CheckStatement[] {
  const groups = new Map<string, CheckQuery[]>()
  for (const check of checks) {
    const key = check.scan === undefined ? check.id : JSON.stringify(scanKey(check.scan))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [check])
    else group.push(check)
  }
  return [...groups.values()].flatMap(statementsOf)
}

/** Scans of small relations, where a round trip costs more than a scan, as fewer statements. Order stays. */
export function uniteScans(statements: readonly CheckStatement[]): readonly CheckStatement[] {
  const united: CheckStatement[][] = []
  let expressions = 0
  for (const statement of statements) {
    const last = united.at(-1)
    expressions += statement.checks.length
    const kinds = [last?.at(-1)?.kind, statement.kind]
    const fits = kinds.every(kind => kind === 'scan') && expressions <= EXPRESSIONS_AT_MOST
    if (last !== undefined && fits) last.push(statement)
    else {
      united.push([statement])
      expressions = statement.checks.length
    }
  }
  return united.map(parts => (parts.length === 1 ? parts[0]! : unitedStatement(parts)))
}

function unitedStatement(parts: readonly CheckStatement[]): CheckStatement {
  const width = Math.max(...parts.map(part => part.checks.length))
  const selects = parts.map((part, i) => {
    const counts = Array.from({ length: width }, (_, column) => {
      const count = column < part.checks.length ? `part.c${column}` : '0'
      return `${count} as c${column}`
    })
    return `select ${i} as part, ${counts.join(', ')}\nfrom ${subquery(part.sql)} as part`
  })
  return {
    kind: 'united',
    checks: parts.flatMap(part => part.checks),
    sql: selects.join('\nunion all\n'),
    parts,
  }
}

/** The same checks in smaller statements, at last one by one: when a statement failed, the error must find its check. */
export function divided(statement: CheckStatement): readonly CheckStatement[] {
  return statement.kind === 'united' ? statement.parts : statement.checks.map(countAlone)
}

/** The statement that counts the failing rows of one check exactly. */
export function countAlone(check: CheckQuery): CheckStatement {
  return {
    kind: 'alone',
    checks: [check],
    sql: `select count(*) as c0\nfrom ${subquery(check.sql)} as failing`,
    parts: [],
  }
}

const scanKey = (scan: ScanCheck['scan']) => [scan.relation, scan.where ?? null]

const hasScan = (check: CheckQuery): check is ScanCheck => check.scan !== undefined

function statementsOf(group: readonly CheckQuery[]): readonly CheckStatement[] {
  const scans = group.filter(hasScan)
  if (scans.length === 0) return group.map(countAlone)
  return chunks(scans).map(scanStatement)
}

function chunks(checks: readonly ScanCheck[]): readonly (readonly ScanCheck[])[] {
  const found: ScanCheck[][] = []
  let sorts = 0
  for (const check of checks) {
    const last = found.at(-1)
    const sort = check.scan.expression.includes('distinct') ? 1 : 0
    const full = last === undefined || last.length >= EXPRESSIONS_AT_MOST
    if (full || sorts + sort > SORTS_AT_MOST) {
      found.push([check])
      sorts = sort
    } else {
      last.push(check)
      sorts += sort
    }
  }
  return found
}

function scanStatement(checks: readonly ScanCheck[]): CheckStatement {
  const { relation, where } = checks[0]!.scan
  const counts = checks.map((check, i) => `  ${check.scan.expression} as c${i}`)
  const filter = where === undefined ? '' : `\nwhere ${where}`
  const sql = `select\n${counts.join(',\n')}\nfrom ${relation}${filter}`
  return { kind: 'scan', checks, sql, parts: [] }
}
