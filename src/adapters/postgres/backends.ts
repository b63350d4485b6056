/**
 * Server processes that work for a run. Each holds, shared, an advisory lock of the run's environment for as long as its
 * connection lives, so that the next run finds those of a dead one in pg_locks, whatever they are doing, and ends them:
 * a `create table as` goes on in the server after its client is gone, and would leave a stage that nobody expects.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { modelError } from '../../errors/model-error.ts'
import type { Session } from '../adapter.ts'

/** Milliseconds between two looks. */
const PAUSE = 20
/** Milliseconds that the server gets to end a process: in the middle of a large rollback it takes its time. */
const ENDING_LIMIT = 30_000

/** Who holds the key $1 in this database (in others it is the same number) in the mode $2. */
const HOLDERS_SQL = `
select a.pid, a.usename as user_name, a.application_name as application
from pg_locks l
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.mode = $2
  and l.database = (select oid from pg_database where datname = current_database())
  and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)`

const MARK_SQL =
  'select pg_backend_pid() as pid, pg_advisory_lock_shared(hashtextextended($1, 0))::text as marked'
const UNMARK_SQL = 'select pg_advisory_unlock_shared(hashtextextended($1, 0))'

/** Only those that the user may end, without an error about the others. */
const END_SQL = `
select pg_terminate_backend(pid)
from pg_stat_activity
where pid = any($1::int[]) and pg_has_role(usesysid, 'usage')`

/** Roles are asked of the user who connected, as the ending is. */
const FOREIGN_SQL = `
select pid
from pg_stat_activity
where pid = any($1::int[]) and not pg_has_role(session_user, usesysid, 'usage')
  and not pg_has_role(session_user, 'pg_signal_backend', 'usage')`

/** A server process with a lock. */
export interface Holder {
  readonly pid: number
  readonly user_name: string
  readonly application: string
}

/** Marks the connection's server process as one that works under this key; returns its id. */
export async function markBackend(session: Session, key: string): Promise<number> {
  return (await session.query<{ pid: number }>(MARK_SQL, [key])).rows[0]!.pid
}

/** Takes the mark away again. */
export async function unmarkBackend(session: Session, key: string): Promise<void> {
  await session.query(UNMARK_SQL, [key])
}

/** The connection that holds the key alone. */
export async function findHolder(session: Session, key: string): Promise<Holder | undefined> {
  return (await holders(session, key, 'ExclusiveLock'))[0]
}

/** The connections that work under the key. */
export function findMarked(session: Session, key: string): Promise<readonly Holder[]> {
  return holders(session, key, 'ShareLock')
}

/** Of these server processes those that the user who connected may not end. */
export async function notOurs(
  session: Session,
  found: readonly Holder[],
): Promise<readonly Holder[]> {
  const pids = found.map(({ pid }) => pid)
  const { rows } = await session.query<{ pid: number }>(FOREIGN_SQL, [pids])
  return found.filter(({ pid }) => rows.some(row => row.pid === pid))
}

/** `process 4711 (etl, model shop)`. */
export function describeProcess({ pid, user_name, application }: Holder): string {
  return `process ${pid} (${user_name}, ${application || 'without a name'})`
}

/** Ends the server process that holds the key alone, if it is still this one. @throws ModelError M2204. */
export async function endHolder(session: Session, key: string, pid: number): Promise<void> {
  await endAll(session, async () => {
    const found = await holders(session, key, 'ExclusiveLock')
    return found.filter(holder => holder.pid === pid)
  })
}

/** Ends the marked server processes, all or the chosen ones, and waits until they are gone. @throws ModelError M2204. */
export async function endMarked(
  session: Session,
  key: string,
  chosen: (pid: number) => boolean = () => true,
): Promise<void> {
  await endAll(session, async () => {
    const found = await holders(session, key, 'ShareLock')
    return found.filter(holder => chosen(holder.pid))
  })
}

async function holders(session: Session, key: string, mode: string): Promise<readonly Holder[]> {
  return (await session.query<Holder>(HOLDERS_SQL, [key, mode])).rows
}

async function endAll(session: Session, find: () => Promise<readonly Holder[]>): Promise<void> {
  const deadline = Date.now() + ENDING_LIMIT
  for (let found = await find(); found.length > 0; found = await find()) {
    if (Date.now() >= deadline) {
      const processes = found.map(describeProcess)
      throw modelError('M2204', {
        processes: processes.join(', '),
        seconds: ENDING_LIMIT / 1000,
      })
    }
    await terminate(session, found)
    await delay(PAUSE)
  }
}

/** As the user who connected, whose processes they are: a role taken on later may not end them. */
async function terminate(session: Session, found: readonly Holder[]): Promise<void> {
  await session.execute('begin; set local role none')
  await session.query(END_SQL, [found.map(holder => holder.pid)])
  await session.execute('commit')
}
