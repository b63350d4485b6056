/**
 * What an engine says of itself to join the contract: how it is opened, how a project names it, and what it lacks. Cases
 * are written in the SQL that engines share, with the adapter's dialect, and with these words where engines differ.
 */
import type { Adapter } from '../../src/adapters/adapter.ts'
import type { Capabilities } from '../../src/adapters/capabilities.ts'

/** What cases ask for that the tool itself never does, so that it is no capability of an adapter. */
export type Feature =
  | 'sqlstates'
  | 'error positions'
  | 'enforced constraints'
  | 'views that depend on what they read'
  | 'materialized views'
  | 'a catalog like that of PostgreSQL'
  | 'user-defined types'
  | 'infinite times'
  | 'tables without columns'
  | 'change counters'
  | 'connections that break'

/** SQL text that is not the same on all engines. */
export interface EngineWords {
  /** Something to select from: so many rows of one column n, from 1 on. */
  readonly series: (count: number) => string
  /** A statement that runs for minutes. */
  readonly long: string
  /** How it prints types whose names differ from PostgreSQL's. */
  readonly typeNames?: Readonly<Record<string, string>>
  /** Ends all connections to the database but the one that says it. */
  readonly endOthers?: string
}

export interface EngineUnderTest {
  readonly name: string
  readonly capabilities: Capabilities
  /** With these settings instead of its own, for those that are refused. */
  open(settings?: object): Promise<Adapter>
  /** Keys of a target in project.yml, its adapter among them. */
  readonly target: Readonly<Record<string, unknown>>
  readonly words: EngineWords
  /** Settings with which it does not open, by what is wrong, and the code that says so. */
  readonly refusals?: Readonly<Record<string, readonly [settings: object, code: string]>>
  /** Why cases that need this are skipped. */
  readonly without?: Readonly<Partial<Record<Feature, string>>>
  /** Declared types that it does not have, with the reason. */
  readonly withoutTypes?: Readonly<Record<string, string>>
  /** Why the cases of runs are left out, when they are. */
  readonly withoutRuns?: string
  /** Why it cannot be tested here, when it cannot. */
  readonly absent?: string
}

/** The words of engines with PostgreSQL's functions. */
export const POSTGRES_WORDS: EngineWords = {
  series: count => `generate_series(1, ${count}) as series(n)`,
  long: 'select count(*) from generate_series(1, 100000000) a, generate_series(1, 100) b',
  endOthers: `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`,
}

/** Why a case is skipped on an engine; undefined: it is not. */
export function missing(
  engine: EngineUnderTest,
  needs: keyof Capabilities | Feature | undefined,
): string | undefined {
  if (needs === undefined) return undefined
  if (!isCapability(engine, needs)) return engine.without?.[needs]
  const { supported, reason } = engine.capabilities[needs]
  return supported ? undefined : reason
}

function isCapability(
  engine: EngineUnderTest,
  needs: keyof Capabilities | Feature,
): needs is keyof Capabilities {
  return Object.hasOwn(engine.capabilities, needs)
}
