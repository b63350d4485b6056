/** Notices of a server, on a connection that does nothing else: what is told while it is away is not heard. */
import type { PoolClient } from 'pg'
import { quoteIdentifier } from '../../sql/relation.ts'
import type { Listening, Unheard } from '../adapter.ts'
import type { Connections } from './connections.ts'

/** Milliseconds in which a connection that is there answers. */
const PATIENCE = 10_000

/** Behind a pooler that hands out connections by transaction nothing can be heard. */
export async function listenOn(
  connections: Connections,
  channel: string,
  heard: (payload: string) => void,
): Promise<Listening | Unheard> {
  const client = await connections.takeForLock()
  if (connections.byTransaction) {
    client.release()
    return { kind: 'unheard', reason: 'a pooler hands each transaction to another connection' }
  }
  let lose = (): void => undefined
  const lost = new Promise<void>(resolve => {
    lose = resolve
  })
  client.on('notification', notice => {
    if (notice.channel === channel) heard(notice.payload ?? '')
  })
  client.once('end', lose)
  client.once('error', lose)
  const stop = endOnce(client)
  try {
    await client.query(`listen ${quoteIdentifier(channel)}`)
  } catch (error) {
    await stop()
    throw error
  }
  return { kind: 'listening', lost, check: () => check(client, lose), stop }
}

/** The connection is closed: nobody after us shall hear what we listened to. */
function endOnce(client: PoolClient): () => Promise<void> {
  let ended = false
  return async () => {
    if (!ended) client.release(true)
    ended = true
  }
}

/** A connection that broke without a word answers nothing. */
async function check(client: PoolClient, lose: () => void): Promise<void> {
  const limit = setTimeout(lose, PATIENCE)
  try {
    await client.query('select 1')
  } catch {
    lose()
  } finally {
    clearTimeout(limit)
  }
}
