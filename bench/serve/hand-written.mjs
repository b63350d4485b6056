/**
 * The same two endpoints by hand: Hono and pg, one prepared statement each, nothing around them. What it is compared with
 * answers the same bytes and does the rest besides: hosts, limits, tokens, validation, validators, a log.
 */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import pg from 'pg'
import { CLICK_SQL, STATS_SQL } from './statements.mjs'

const [url, port] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 8 })
const RANGES = new Set(['7d', '30d', 'all'])

const app = new Hono()

app.get('/api/icp-stats', async c => {
  const range = c.req.query('range') ?? 'all'
  if (!RANGES.has(range)) return c.json({ error: 'range' }, 400)
  const values = [range, c.req.query('campaign') ?? null]
  const { rows } = await pool.query({ name: 'stats', text: STATS_SQL, values })
  return c.json(rows.map(row => ({ ...row, click_count: Number(row.click_count) })))
})

app.get('/r/:code', async c => {
  const values = [c.req.param('code'), c.req.header('user-agent') ?? null]
  const { rows } = await pool.query({ name: 'click', text: CLICK_SQL, values })
  if (rows.length === 0) return c.json({ error: 'not found' }, 404)
  return c.redirect(rows[0].location, 302)
})

serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' }, () => console.log('ready'))
