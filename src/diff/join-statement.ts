/** Comparing inside of one database, which then sends the rows that differ and no others. Pure. */
import { printRelation, quoteIdentifier } from '../sql/relation.ts'
import { keyText, LONGEST_VALUE, type SideQuery, valueNames, valueTexts } from './statements.ts'

/**
 * Rows of two relations that differ, in the order of a hash of the key: values as `here_c0`, `there_c0`, ..., and how
 * many such rows there are as `here_n` and `there_n`, NULL where the side has none.
 */
export function joinStatement(here: SideQuery, there: SideQuery): string {
  const { hash } = here.dialect.comparison
  return `select ${[...selected(here, 'here'), ...selected(there, 'there')].join(', ')}
from (
${side(here)}
) as here
full join (
${side(there)}
) as there on here.k = there.k
where ${differs(here, there)}
order by ${hash('coalesce(here.k, there.k)')}`
}

/** With a key the values themselves, so that only those of differing rows are made text; without one, rows counted. */
function side(query: SideQuery): string {
  const from = `from ${printRelation(query.relation)}`
  const key = `${keyText(query)} as "k"`
  if (query.key !== null) {
    const values = query.columns.map(({ name }, at) => `${quoteIdentifier(name)} as "c${at}"`)
    return `  select ${[key, '1 as "n"', ...values].join(', ')}\n  ${from}`
  }
  const names = ['k', ...valueNames(query)].map(quoteIdentifier).join(', ')
  return `  select ${names}, count(*) as "n"
  from (select ${[key, ...valueTexts(query)].join(', ')} ${from}) as single
  group by ${names}`
}

function selected({ dialect, columns, key }: SideQuery, alias: string): readonly string[] {
  const values = columns.map(({ type }, at) => {
    const value = `${alias}."c${at}"`
    const text =
      key === null ? value : dialect.comparison.text(value, type, { longest: LONGEST_VALUE })
    return `${text} as "${alias}_c${at}"`
  })
  return [...values, `${alias}.n as "${alias}_n"`]
}

function differs(here: SideQuery, there: SideQuery): string {
  const counts = 'here.n is distinct from there.n'
  if (here.key === null) return counts
  const { comparison } = here.dialect
  const values = here.columns.flatMap(({ name, type }, at) => {
    if (here.key!.includes(name)) return []
    const other = there.columns[at]!.type
    const form = type === other ? comparison.value : comparison.text
    return [`${form(`here."c${at}"`, type)} is distinct from ${form(`there."c${at}"`, other)}`]
  })
  return [counts, ...values].join('\n  or ')
}
