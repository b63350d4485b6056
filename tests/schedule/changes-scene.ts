/** A daemon in this process that hears the changes of a table on a server, and what has to hold in the end. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { serveSchedules } from '../../src/schedule/serve-schedules.ts'
import type { ScheduleEvent } from '../../src/schedule/types.ts'
import { openWorkspace } from '../../src/workspace.ts'
import { queryOnce, writePostgresProject } from '../support/postgres-database.ts'

/** A source that tells its changes, and a table that counts its rows. */
export const EVENTS_PROJECT = {
  'models/sources.yml': `sources:
  - name: core
    tables: [{name: events, config: {refresh_on: change}}]
`,
  'models/events_n.sql':
    '{{config materialized="table"}}select count(*) as n from {{source "core" "events"}}',
}

export const EVENTS_TABLE = 'create schema core; create table core.events (id bigint)'

/** A project on this database, with the table and its trigger. */
export async function eventsProject(url: string): Promise<string> {
  await queryOnce(url, EVENTS_TABLE)
  const root = writePostgresProject(EVENTS_PROJECT, url)
  const workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0 })
  await workspace.installTriggers([...workspace.manifest.nodes.keys()])
  await workspace.close()
  return root
}

export interface ChangesDaemon {
  readonly events: readonly ScheduleEvent[]
  stop(): Promise<void>
}

/** Starts a daemon of this project. */
export async function startChangesDaemon(root: string): Promise<ChangesDaemon> {
  const abort = new AbortController()
  const events: ScheduleEvent[] = []
  const workspace = await openWorkspace({ projectDir: root, env: {}, wait: 0, serves: true })
  const serving = serveSchedules({
    workspace,
    signal: abort.signal,
    emit: event => events.push(event),
  })
  return {
    events,
    stop: async () => {
      abort.abort()
      await serving
      await workspace.close()
    },
  }
}

/** Waits until this holds, at most so many milliseconds. */
export async function until(holds: () => Promise<boolean>, limit: number): Promise<void> {
  const end = Date.now() + limit
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${holds.toString()}`)
    await delay(100)
  }
}

/** The rows that the table counted; null before it is there. */
export async function counted(url: string): Promise<number | null> {
  const [there] = await queryOnce<{ r: string | null }>(url, "select to_regclass('events_n') as r")
  if (there!.r === null) return null
  const [row] = await queryOnce<{ n: string }>(url, 'select n from events_n')
  return Number(row!.n)
}

/** Nothing was missed, and no state of the source was built from twice. Returns how often it was built. */
export async function expectEachOnce(url: string, rows: number): Promise<number> {
  expect(await counted(url)).toBe(rows)
  const built = await queryOnce<{ inputs: Record<string, string> }>(
    url,
    "select inputs from model_meta.published where node = 'model.shop.events_n' order by seq",
  )
  const versions = built.map(({ inputs }) => inputs['source.shop.core.events'])
  expect(new Set(versions).size, versions.join()).toBe(versions.length)
  return versions.length
}
