/** What of a cron other schedulers understand: five fields of numbers, names, lists, ranges and steps. Pure. */

/** A cron that every scheduler reads, and what it leaves out; or why there is none. */
export type PlainCron =
  | { readonly cron: string; readonly leavesOut: readonly string[] }
  | { readonly problem: string }

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const DAY_OF_MONTH = 2
const WEEKDAY = 4
const PART = /^(\*|([a-z]{3}|\d+)(-([a-z]{3}|\d+))?)(\/\d+)?$/i

/** The same cron in five fields; Sunday is 0, as all of them know it. */
export function plainCron(written: string): PlainCron {
  const cron = NICKNAMES[written.trim().toLowerCase()] ?? written.trim()
  const given = cron.split(/\s+/)
  if (given.length < 5) return { problem: `${written} is no cron of five fields` }
  const [seconds, year] = [given.length > 5 ? given[0]! : '0', given[6] ?? '*']
  if (year !== '*') return { problem: 'it names a year' }
  const fields = (given.length > 5 ? given.slice(1, 6) : given).map(plainField)
  const strange = fields.find(field => !field.split(',').every(part => PART.test(part)))
  if (strange !== undefined) return { problem: `${strange} is more than others understand` }
  const leavesOut = /^0+$/.test(seconds) ? [] : ['its seconds are left out']
  return { cron: fields.join(' '), leavesOut }
}

function plainField(field: string, at: number): string {
  if (field === '?' && (at === DAY_OF_MONTH || at === WEEKDAY)) return '*'
  return at === WEEKDAY ? field.split(',').map(sundayFirst).join(',') : field
}

/** Sunday as 7 is not known everywhere. */
function sundayFirst(part: string): string {
  if (part === '7') return '0'
  const from = /^(\d)-7$/.exec(part)?.[1]
  if (from === undefined) return part
  if (from === '7') return '0'
  return from === '6' ? '6,0' : from <= '1' ? '*' : `${from}-6,0`
}

/** Minutes between two of its times in one hour, at least. */
export function shortestGap(cron: string): number {
  const minutes = minutesOf(cron.split(' ')[0]!)
  const gaps = minutes.map((minute, at) => (minutes[at + 1] ?? minutes[0]! + 60) - minute)
  return Math.min(...gaps)
}

function minutesOf(field: string): readonly number[] {
  const found = field.split(',').flatMap(part => {
    const [range, step = '1'] = part.split('/')
    const [from, to = from] = range === '*' ? [0, 59] : range!.split('-').map(Number)
    const count = Math.floor((to! - from!) / Number(step)) + 1
    return Array.from({ length: count }, (_, n) => from! + n * Number(step))
  })
  return [...new Set(found)].sort((a, b) => a - b)
}
