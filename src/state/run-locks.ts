/** What the ledger says about the holder of a run lock. Which run holds it is decided by the engine alone. */
import type { Session } from '../adapters/adapter.ts'

/** The run that wrote down that its lock is on a session. */
export interface LockHolder {
  readonly runId: string
  readonly processId: number | null
  readonly host: string | null
  /** In words. */
  readonly text: string
}

interface HolderRow {
  readonly run_id: string
  readonly project: string
  readonly invocation: string
  readonly process_id: number | null
  readonly host: string | null
  readonly started_at: string
}

const HOLDER_SQL = `
select run_id, project, invocation, process_id, host, started_at
from model_meta.runs
where lock_session = $1
order by started_at desc
limit 1`

/** The run whose lock is on this session, in words; undefined before it has written itself down. */
export async function describeLockHolder(
  asking: Session,
  lockSession: string,
): Promise<string | undefined> {
  return (await readLockHolder(asking, lockSession))?.text
}

/** The run whose lock is on this session; undefined before it has written itself down. */
export async function readLockHolder(
  asking: Session,
  lockSession: string,
): Promise<LockHolder | undefined> {
  const { rows } = await asking.query<HolderRow>(HOLDER_SQL, [lockSession])
  const [row] = rows
  if (row === undefined) return undefined
  const where = row.host === null ? '' : ` on ${row.host}`
  const who = row.process_id === null ? 'a run' : `process ${row.process_id}${where}`
  const since = row.started_at.replace(/\.\d+/, '')
  const text = `${who} (${row.invocation}) since ${since}, run ${row.run_id} of ${row.project}`
  return { runId: row.run_id, processId: row.process_id, host: row.host, text }
}

/** Has the run been ended, by itself or by one that took it for dead? */
export async function isRunEnded(asking: Session, runId: string): Promise<boolean> {
  const ended = 'select status from model_meta.run_ends where run_id = $1'
  const { rows } = await asking.query(ended, [runId])
  return rows.length > 0
}
