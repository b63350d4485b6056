/** Company sizes as exports write them, and what a spreadsheet makes of "11-50" and "2-10" when it takes them for dates. */
import type { Random } from './random.ts'

const damaged: Readonly<Record<string, readonly string[]>> = {
  '2-10': [
    '10-Feb',
    '2-Oct',
    '02-Oct',
    '2/10/2025',
    '2025-02-10',
    '2025-10-02 00:00:00',
    '10-févr',
  ],
  '11-50': ['Nov-50', 'Nov-50', 'nov-50', '11/1/1950', '1950-11-01', '01/11/1950'],
}

/** A size as written in the file; one in seven of those that can be is a date. */
export function damagedSize(size: string, random: Random): string {
  const dates = damaged[size]
  if (dates !== undefined && random.chance(0.15)) return random.pick(dates)
  if (!/^\d/.test(size)) return size
  const withCommas = size.replace(/\d{4,}/g, digits => Number(digits).toLocaleString('en-US'))
  return random.weighted([
    [size, 50],
    [`${size} employees`, 14],
    [withCommas, 12],
    [`${withCommas} employees`, 12],
    [size.replace('-', '–'), 6],
    [size.replace('-', ' to '), 3],
    [size.replace('-', ' - '), 3],
  ])
}
