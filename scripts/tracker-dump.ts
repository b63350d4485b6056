/**
 * Turns the tables of an older link tracker (SQLite, with or without profiles) into tracker.links and tracker.clicks.
 * `npm run data:tracker -- IN_DIR OUT_DIR [ZONE]`; IN_DIR holds links.csv and clicks.csv, as
 * `sqlite3 -header -csv tracker.db 'select * from links'` writes them. Ids and codes stay, so that addresses that were sent
 * still lead where they led. ZONE is that of times without an offset (UTC, as SQLite's own).
 */
import { createHmac, randomBytes } from 'node:crypto'
import { readCsv, type TextRow, writeTables } from './csv-file.ts'
import type { Cell, SeedTable } from './seeds/csv.ts'

/** Our columns, and what they are called elsewhere. */
const LINK_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  link_id: ['link_id', 'id'],
  code: ['code', 'short_code', 'tracking_id', 'slug', 'token'],
  first_name: ['first_name', 'firstname'],
  last_name: ['last_name', 'lastname'],
  email: ['email'],
  icp: ['icp'],
  campaign: ['campaign', 'campaign_name'],
  destination_url: ['destination_url', 'full_url', 'url'],
  sent_at: ['sent_at'],
  created_at: ['created_at', 'created'],
  deleted_at: ['deleted_at'],
}
const CLICK_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  click_id: ['click_id', 'id'],
  link_id: ['link_id'],
  code: ['code', 'short_code', 'tracking_id'],
  clicked_at: ['clicked_at', 'timestamp', 'created_at'],
  method: ['method'],
  user_agent: ['user_agent', 'agent'],
  ip_hash: ['ip_hash'],
  ip: ['ip_address', 'ip'],
}

/** Rows of a file under our names; what has none is beside them. */
interface NamedRow {
  /** Its place in the file, without the heading. */
  readonly number: number
  readonly get: (column: string) => string | null
  readonly others: TextRow
}

const [input, output, zone = 'UTC'] = process.argv.slice(2)
if (input === undefined || output === undefined) {
  console.error('usage: npm run data:tracker -- IN_DIR OUT_DIR [ZONE]')
  process.exit(2)
}
const problems: string[] = []
const salt = process.env['MODEL_IP_SALT'] ?? randomBytes(32)
const links = named(readCsv(input, 'links.csv'), LINK_COLUMNS)
const clicks = named(readCsv(input, 'clicks.csv'), CLICK_COLUMNS)
const tables = [linkTable(links), clickTable(clicks, links)]
if (problems.length > 0) {
  for (const problem of problems.slice(0, 50)) console.error(problem)
  console.error(`${problems.length} problems; nothing was written. Mend the files and try again.`)
  process.exit(1)
}
writeTables(output, tables)

function named(
  rows: readonly TextRow[],
  columns: Readonly<Record<string, readonly string[]>>,
): readonly NamedRow[] {
  const present = Object.keys(rows[0] ?? {})
  const found = new Map(
    Object.entries(columns).map(([column, names]) => [
      column,
      names.flatMap(name => present.filter(each => each.trim().toLowerCase() === name))[0],
    ]),
  )
  const taken = new Set(found.values())
  return rows.map((row, index) => ({
    number: index + 1,
    get: column => row[found.get(column) ?? '']?.trim() || null,
    others: Object.fromEntries(Object.entries(row).filter(([name]) => !taken.has(name))),
  }))
}

function linkTable(rows: readonly NamedRow[]): SeedTable {
  const codes = new Map<string, number>()
  const columns = [...Object.keys(LINK_COLUMNS), 'other_fields']
  return {
    name: 'tracker.links',
    columns,
    rows: rows.map(row => {
      const place = `links.csv, row ${row.number}`
      for (const column of ['link_id', 'code', 'destination_url', 'created_at'])
        if (row.get(column) === null) problems.push(`${place}: no ${column}`)
      const code = row.get('code') ?? ''
      const first = codes.get(code)
      if (first !== undefined) problems.push(`${place}: code ${code} is in row ${first} too`)
      codes.set(code, row.number)
      return columns.map(column => linkCell(row, column))
    }),
  }
}

function linkCell(row: NamedRow, column: string): Cell {
  const value = row.get(column)
  if (column === 'other_fields')
    return Object.keys(row.others).length === 0 ? null : JSON.stringify(row.others)
  if (column === 'destination_url' && value !== null) return webAddress(value)
  return column.endsWith('_at') ? moment(value) : value
}

/** People typed `www.shop.example` too. */
function webAddress(text: string): string {
  return /^https?:\/\//i.test(text) ? text : `https://${text}`
}

/** A time with its offset: seconds since 1970, or a text without one in the zone. */
function moment(text: string | null): string | null {
  if (text === null) return null
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return new Date(Number(text) * 1000).toISOString()
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text} ${zone}`
}

function clickTable(rows: readonly NamedRow[], ofLinks: readonly NamedRow[]): SeedTable {
  const idOfCode = new Map(ofLinks.map(link => [link.get('code'), link.get('link_id')]))
  return {
    name: 'tracker.clicks',
    columns: ['click_id', 'link_id', 'clicked_at', 'method', 'user_agent', 'ip_hash'],
    rows: rows.map(row => {
      for (const column of ['click_id', 'clicked_at'])
        if (row.get(column) === null) problems.push(`clicks.csv, row ${row.number}: no ${column}`)
      return [
        row.get('click_id'),
        row.get('link_id') ?? idOfCode.get(row.get('code')) ?? null,
        moment(row.get('clicked_at')),
        row.get('method')?.toUpperCase() ?? null,
        row.get('user_agent'),
        row.get('ip_hash') ?? hashed(row.get('ip')),
      ]
    }),
  }
}

/** Addresses are not carried over as they are. With the salt of `model serve` hashes are those of later clicks. */
function hashed(address: string | null): string | null {
  return address === null
    ? null
    : createHmac('sha256', salt).update(address).digest('hex').slice(0, 32)
}
