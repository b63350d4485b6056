/** Pieces of Markdown as GitHub and GitLab show it. Pure. */

/** Characters of a value in a table. */
const LONGEST = 80

/** Digits of a number that say enough where nothing else is to be seen. */
export const DIGITS = 12
/** A fraction as a database prints it. */
export const LONG_NUMBER = /^-?\d+\.\d+$/

/** A table; a column whose name ends in a colon is set to the right. */
export function table(
  names: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const right = names.map(name => name.endsWith(':'))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(names.map(name => name.replace(/:$/, ''))),
    line(right.map(isRight => (isRight ? '---:' : '---'))),
    ...rows.map(cells => line(cells.map(value => (value === null ? '' : String(value))))),
  ].join('\n')
}

/** A value of the database as a cell: short, on one line, as it stands. */
export function value(given: unknown): string {
  if (given === null || given === undefined) return '_null_'
  const text = typeof given === 'object' ? JSON.stringify(given) : String(given)
  if (text === '') return "_''_"
  const line = text.replace(/\s+/g, ' ')
  return code(line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line)
}

/** The same; of a long fraction the digits that say enough. */
export function shortValue(given: unknown): string {
  const isLong = typeof given === 'string' && LONG_NUMBER.test(given) && given.length > DIGITS + 1
  return value(isLong ? `${given.slice(0, DIGITS)}…` : given)
}

/** Text that nothing in it is markup of: a bar would end a cell, a backtick the code. */
export function code(text: string): string {
  const safe = text.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ')
  if (!safe.includes('`')) return `\`${safe}\``
  const ticks = '`'.repeat(longestTicks(safe) + 1)
  return `${ticks} ${safe} ${ticks}`
}

const longestTicks = (text: string) =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))

/** A person's or a database's words, in which nothing is markup. */
export function words(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s*\n\s*/g, ' ')
}

/** Closed until somebody opens it. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`
}

/** A block of code, fenced by more backticks than it has. */
export function block(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(2, longestTicks(text)) + 1)
  return `${fence}${language}\n${text.trim()}\n${fence}`
}

/** `1 row`, `2 rows`, `12,345 rows`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`
}

export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `0.42 s`, `1 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}
