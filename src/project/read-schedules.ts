/** `schedules:` and `webhooks:` of project.yml, with what was left out filled in. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import { describeValue, type Value } from '../util/value.ts'
import type { ProjectFile } from './project-file-shape.ts'
import { listOf } from './read-columns.ts'
import { parseTimeSpan } from './time-span.ts'
import { type Schedule, WEBHOOK_EVENTS, type WebhookDeclaration } from './types.ts'
import type { YamlDocument } from './yaml-document.ts'

type Report = (problem: ModelError) => void

/** Looks at what only a cron library can tell. */
export type ScheduleCheck = (
  schedules: readonly (Schedule & { readonly places: SchedulePlaces })[],
  report: Report,
) => void

/** Where the parts of a schedule stand that may be wrong. */
export interface SchedulePlaces {
  readonly cron: Place
  readonly timezone: Place
}

/** Milliseconds that a webhook has for its answer when the file says nothing. */
const WEBHOOK_TIMEOUT = 10_000

/** The schedules in the order of the file. */
export function readSchedules(document: YamlDocument, file: ProjectFile, report: Report) {
  const entries = file.schedules ?? []
  const place = placesOf(document, 'schedules')
  reportTwice(entries, { kind: 'schedule', place }, report)
  return entries.map((entry, index) => {
    reportTargets(entry, { kind: 'schedule', file, place: place(index, 'targets') }, report)
    return {
      name: entry.name,
      cron: entry.cron,
      timezone: entry.timezone ?? 'UTC',
      command: entry.command ?? ('refresh' as const),
      select: listOf(entry.select),
      exclude: listOf(entry.exclude),
      vars: (entry.vars ?? {}) as Schedule['vars'],
      missed: entry.missed ?? ('once' as const),
      jitter: readSpan(entry.jitter, 0, { key: 'jitter', place: place(index, 'jitter') }, report),
      enabled: entry.enabled ?? true,
      targets: listOf(entry.targets),
      place: place(index, 'name'),
      places: { cron: place(index, 'cron'), timezone: place(index, 'timezone') },
    }
  })
}

/** The webhooks in the order of the file; env references stay as they are written. */
export function readWebhooks(
  document: YamlDocument,
  file: ProjectFile,
  report: Report,
): readonly WebhookDeclaration[] {
  const entries = file.webhooks ?? []
  const place = placesOf(document, 'webhooks')
  reportTwice(entries, { kind: 'webhook', place }, report)
  return entries.map((entry, index) => {
    reportTargets(entry, { kind: 'webhook', file, place: place(index, 'targets') }, report)
    const timeout = { key: 'timeout', place: place(index, 'timeout') }
    return {
      name: entry.name,
      url: entry.url,
      ...(entry.secret !== undefined && { secret: entry.secret }),
      on: entry.on === undefined ? WEBHOOK_EVENTS : [entry.on].flat(),
      targets: listOf(entry.targets),
      timeout: readSpan(entry.timeout, WEBHOOK_TIMEOUT, timeout, report),
      place: place(index, 'name'),
    }
  })
}

function placesOf(document: YamlDocument, list: string) {
  return (index: number, key: string) => document.pathPlace([list, index, key], 'value')
}

function readSpan(
  value: Value | undefined,
  instead: number,
  { key, place }: { readonly key: string; readonly place: Place },
  report: Report,
): number {
  const span = value === undefined ? instead : parseTimeSpan(value)
  if (span !== undefined) return span
  const expected = 'seconds, or a duration such as 30 s or 5 minutes'
  report(modelError('M1005', { where: key, expected, found: describeValue(value!) }, { place }))
  return instead
}

function reportTwice(
  entries: readonly { readonly name: string }[],
  { kind, place }: { readonly kind: string; readonly place: ReturnType<typeof placesOf> },
  report: Report,
): void {
  for (const [index, { name }] of entries.entries()) {
    if (entries.findIndex(entry => entry.name === name) === index) continue
    report(modelError('M4503', { kind, name }, { place: place(index, 'name') }))
  }
}

function reportTargets(
  entry: { readonly name: string; readonly targets?: string | string[] | undefined },
  { kind, file, place }: { readonly kind: string; readonly file: ProjectFile; place: Place },
  report: Report,
): void {
  const known = Object.keys(file.targets)
  for (const target of listOf(entry.targets)) {
    if (known.includes(target)) continue
    const fields = { kind, name: entry.name, target, nearest: nearest(target, known) }
    report(modelError('M4504', fields, { place }))
  }
}
