/**
 * What the server is asked to do about clients that die without a word. By default it goes on with a statement to its end,
 * and keeps the locks of a machine that is gone for two hours.
 */
import type { PoolClient } from 'pg'

const KEEPALIVES =
  'set tcp_keepalives_idle = 60; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 6'

/** The statement of a client that has died ends so soon, where the server knows how to look. */
const CHECK_CLIENT = "set client_connection_check_interval = '2s'"
/** undefined_object: before PostgreSQL 14; invalid_parameter_value: the operating system cannot tell. */
const CANNOT_CHECK: ReadonlySet<unknown> = new Set(['42704', '22023'])

/** For a connection that is the client's own: what is set lasts as long as it does. */
export async function watchClient(client: PoolClient): Promise<void> {
  const check = client.query(CHECK_CLIENT).catch((error: { readonly code?: unknown }) => {
    if (!CANNOT_CHECK.has(error.code)) throw error
  })
  await Promise.all([check, client.query(KEEPALIVES)])
}
