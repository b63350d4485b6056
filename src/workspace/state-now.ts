/** What the ledger says of everything at once, for pages: what stands, the newest result of each node and check, runs. */
import type { StatusRow } from '../catalog/status.ts'
import { openHistory, type PastResult } from '../state/history.ts'
import type { RunRecord } from '../state/types.ts'
import { readStatus, type StatusRequest } from './status.ts'

export interface StateNow {
  /** By node id. */
  readonly status: ReadonlyMap<string, StatusRow>
  /** The newest result of every node and check, by id. */
  readonly latest: ReadonlyMap<string, PastResult>
  /** The newest first. */
  readonly runs: readonly RunRecord[]
  readonly readAt: Date
}

/** Runs that are read along. */
const RUNS = 20

/** Reads it. */
export async function readStateNow(request: StatusRequest): Promise<StateNow> {
  const rows = await readStatus(request)
  const history = await openHistory(request.adapter, request.scope)
  return {
    status: new Map(rows.map(row => [row.unique_id, row])),
    latest: await history.latestResults(),
    runs: await history.runs(RUNS),
    readAt: request.now,
  }
}
