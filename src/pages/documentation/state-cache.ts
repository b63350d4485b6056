/**
 * What the ledger says, remembered for pages: as long as no run has begun or ended since, and for a minute at most, since
 * sources change and time passes without a run. While it is read anew and the database is busy, a page shows what was.
 */
import type { StateNow } from '../../workspace/state-now.ts'
import type { Workspace } from '../../workspace.ts'

export interface KnownState {
  readonly state?: StateNow
  /** Why there is none. */
  readonly problem?: string
  /** It is being read for the first time, and that takes longer than a page waits. */
  readonly isBeingRead?: boolean
}

export interface StateOptions {
  /** Milliseconds. */
  readonly clock?: () => number
  /** Milliseconds that the first page waits; without: as long as it takes. */
  readonly firstPatience?: number
}

/** Milliseconds for which nothing is asked; for which a state holds without a run; that a page waits for a newer one. */
const QUIET = 1000
const HOLDS = 60_000
const PATIENCE = 400

type StateReader = Pick<Workspace, 'stateNow' | 'runs'>

interface Entry {
  reading: Promise<KnownState> | undefined
  known: KnownState | undefined
  run: string
  readAt: number
  lookedAt: number
}

const ENTRIES = new WeakMap<StateReader, Entry>()

/** The state of a workspace. */
export async function stateOf(
  workspace: StateReader,
  { clock = Date.now, firstPatience }: StateOptions = {},
): Promise<KnownState> {
  const entry = ENTRIES.get(workspace) ?? {
    reading: undefined,
    known: undefined,
    run: '',
    readAt: Number.NEGATIVE_INFINITY,
    lookedAt: Number.NEGATIVE_INFINITY,
  }
  ENTRIES.set(workspace, entry)
  if (entry.known !== undefined && clock() - entry.lookedAt < QUIET) return entry.known
  entry.reading ??= look(workspace, entry, clock).finally(() => {
    entry.reading = undefined
  })
  if (entry.known !== undefined) return Promise.race([entry.reading, later(entry.known, PATIENCE)])
  if (firstPatience === undefined) return entry.reading
  return Promise.race([entry.reading, later({ isBeingRead: true }, firstPatience)])
}

async function look(
  workspace: StateReader,
  entry: Entry,
  clock: () => number,
): Promise<KnownState> {
  try {
    const [newest] = await workspace.runs(1)
    const run = `${newest?.runId} ${newest?.endedAt}`
    const isOld = clock() - entry.readAt > HOLDS || run !== entry.run
    if (isOld || entry.known?.state === undefined) {
      entry.known = { state: await workspace.stateNow() }
      entry.run = run
      entry.readAt = clock()
    }
  } catch (error) {
    // Pages show the project also without its state, and say why it is missing.
    entry.known = { ...entry.known, problem: (error as Error).message.split('\n')[0]! }
  }
  entry.lookedAt = clock()
  return entry.known!
}

function later(known: KnownState, milliseconds: number): Promise<KnownState> {
  return new Promise(done => {
    setTimeout(() => done(known), milliseconds).unref()
  })
}
