/**
 * The run lock of an environment on a server: an advisory lock on a connection of its own, which the server lets go when
 * its process dies. Who holds it stands in that connection's application_name.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import { modelError } from '../../errors/model-error.ts'
import type { RunLock } from '../adapter.ts'

const TRY_SQL = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken'
const NAME_SQL = "select set_config('application_name', $1, false)"
const HOLDER_SQL = `
select a.application_name as name
from pg_locks l
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)`

/** Milliseconds between two tries. */
const PAUSE = 300

export interface RunLockRequest {
  readonly key: string
  readonly holder: string
  readonly wait: number
  readonly onWait?: (holder: string) => void
}

/** Takes the lock on this client, which is the lock's until `release` is called. */
export async function takeRunLock(
  client: PoolClient,
  request: RunLockRequest,
  done: () => void,
): Promise<RunLock> {
  const { key, holder, wait, onWait } = request
  const deadline = Date.now() + wait
  for (let announced = false; !(await tryLock(client, key)); announced = true) {
    const other = (await client.query<{ name: string }>(HOLDER_SQL, [key])).rows[0]?.name
    if (Date.now() >= deadline) throw modelError('M2202', { key, holder: other ?? 'another run' })
    if (!announced) onWait?.(other ?? 'another run')
    await delay(PAUSE)
  }
  const { rows } = await client.query<{ name: string }>(
    "select current_setting('application_name') as name",
  )
  await client.query(NAME_SQL, [holder])
  return {
    release: async () => {
      await client.query('select pg_advisory_unlock_all()')
      await client.query(NAME_SQL, [rows[0]!.name])
      done()
    },
  }
}

async function tryLock(client: PoolClient, key: string): Promise<boolean> {
  return (await client.query<{ taken: boolean }>(TRY_SQL, [key])).rows[0]!.taken
}
