/** Rows that are about few persons: their figures are taken away before anybody outside sees them. Pure. */
import type { Answer } from '../../adapters/adapter.ts'

/** Persons below which a row tells too much of each. */
export const FEWEST = 5

const KEPT = /^(?:text|character|character varying|name|"char")/

/** The answer without the figures of rows in which one of the `persons` columns counts fewer than {@link FEWEST}. */
export function suppressSmall(answer: Answer, persons: readonly string[]): Answer {
  if (persons.length === 0) return answer
  const { columns } = answer
  const counts = columns.flatMap(({ name }, at) => (persons.includes(name) ? [at] : []))
  const isSmall = (row: readonly unknown[]) =>
    counts.some(at => row[at] === null || Number(row[at]) < FEWEST)
  const figures = columns.map(({ type }) => !KEPT.test(type))
  const rows = answer.rows.map(row => {
    const small = isSmall(row)
    return [...row.map((value, at) => (small && figures[at] ? null : value)), small]
  })
  return { ...answer, rows, columns: [...columns, { name: 'suppressed', type: 'boolean' }] }
}
