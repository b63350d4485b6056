/** What one would write without the tool: a cursor, a transformation, a COPY, a rename, on two connections. */
import { once } from 'node:events'
import pg from 'pg'
import { from } from 'pg-copy-streams'

const reader = new pg.Client(process.env.DATABASE_URL)
const writer = new pg.Client(process.env.DATABASE_URL)
await Promise.all([reader.connect(), writer.connect()])
await writer.query(`drop table if exists by_hand_new; create table by_hand_new (
  order_id bigint, customer text, total numeric(14,2), size text, ordered_on date, tags jsonb)`)
await reader.query('begin')
await reader.query('declare rows no scroll cursor for select * from core.orders')
const sink = writer.query(from('copy by_hand_new from stdin with (format csv)'))
const quoted = text => `"${text.replaceAll('"', '""')}"`
for (;;) {
  const { rows } = await reader.query('fetch 10000 from rows')
  const lines = rows.map(row => {
    const total = (Number(row.price) * row.quantity).toFixed(2)
    const size = Number(total) > 500 ? 'large' : 'small'
    const tags = quoted(JSON.stringify([row.status, size]))
    const day = row.ordered_at.toISOString().slice(0, 10)
    return `${row.order_id},${quoted(row.customer.trim())},${total},${size},${day},${tags}\n`
  })
  if (!sink.write(lines.join(''))) await once(sink, 'drain')
  if (rows.length < 10_000) break
}
sink.end()
await once(sink, 'finish')
await reader.query('commit')
await writer.query(
  'begin; drop table if exists by_hand; alter table by_hand_new rename to by_hand; commit',
)
await Promise.all([reader.end(), writer.end()])
