/** The shape of project.yml and selectors.yml. Imports zod, so it is itself imported only where a file changed. */
import { z } from 'zod'
import { anything, flag, name, recordOf, text, textOrTexts, texts, wholeNumber } from './shapes.ts'
import { SCHEDULED_COMMANDS, WEBHOOK_EVENTS } from './types.ts'

const targetValue = z.unknown().optional()

/** Keys that the tool itself reads; all others must be settings that some adapter knows. */
const targetShape = z.strictObject(
  {
    adapter: text,
    schema: text.optional(),
    schema_prefix: text.optional(),
    demo_sources: targetValue,
    protected: targetValue,
    threads: targetValue,
    publish: targetValue,
    publish_timeout: targetValue,
    retries: targetValue,
    consistency: targetValue,
    defer: text.optional(),
    vars: recordOf(anything, 'a mapping of vars to values').optional(),
    path: targetValue,
    url: targetValue,
    host: targetValue,
    port: targetValue,
    user: targetValue,
    password: targetValue,
    database: targetValue,
    dbname: targetValue,
    passfile: targetValue,
    sslmode: targetValue,
    sslrootcert: targetValue,
    sslcert: targetValue,
    sslkey: targetValue,
    application_name: targetValue,
    connect_timeout: targetValue,
    statement_timeout: targetValue,
    lock_timeout: targetValue,
    keepalives: targetValue,
    keepalives_idle: targetValue,
    role: targetValue,
    search_path: targetValue,
    options: targetValue,
    pool_mode: targetValue,
    catalog: targetValue,
    parameters: targetValue,
    extensions: targetValue,
    memory: targetValue,
    durable: targetValue,
  },
  'a mapping with an adapter and its settings',
)

const folderList = z.union([text, texts], 'a folder or a list of folders')

const timeSpan = z.union([text, wholeNumber], 'seconds, or a duration such as 5 minutes')
const oneOf = <const W extends readonly string[]>(words: W) =>
  z.enum(words, `one of ${words.join(', ')}`)

const scheduleShape = z.strictObject(
  {
    name,
    cron: text,
    timezone: text.optional(),
    command: oneOf(SCHEDULED_COMMANDS).optional(),
    select: textOrTexts.optional(),
    exclude: textOrTexts.optional(),
    vars: recordOf(anything, 'a mapping of vars to values').optional(),
    missed: oneOf(['once', 'skip']).optional(),
    jitter: timeSpan.optional(),
    enabled: flag.optional(),
    targets: textOrTexts.optional(),
  },
  'a mapping with name and cron',
)

const webhookEvent = oneOf(WEBHOOK_EVENTS)

const webhookShape = z.strictObject(
  {
    name,
    url: text,
    secret: text.optional(),
    on: z.union([webhookEvent, z.array(webhookEvent)], `${WEBHOOK_EVENTS.join(', ')}`).optional(),
    targets: textOrTexts.optional(),
    timeout: timeSpan.optional(),
  },
  'a mapping with name and url',
)

/** project.yml. */
export const projectFileShape = z.strictObject(
  {
    name,
    version: z.union([text, z.number()], 'a version').optional(),
    dialect: text.optional(),
    target: text.optional(),
    targets: recordOf(targetShape, 'a mapping of names to targets'),
    paths: z
      .strictObject(
        {
          models: folderList.optional(),
          macros: folderList.optional(),
          seeds: folderList.optional(),
          tests: folderList.optional(),
          endpoints: folderList.optional(),
          dashboards: folderList.optional(),
          target: text.optional(),
          keep: text.optional(),
        },
        'a mapping of kinds to folders',
      )
      .optional(),
    vars: recordOf(anything, 'a mapping of vars to values').optional(),
    models: recordOf(anything, 'a mapping of settings and folders').nullish(),
    seeds: recordOf(anything, 'a mapping of settings and folders').nullish(),
    sources: recordOf(anything, 'a mapping of settings and sources').nullish(),
    tests: recordOf(anything, 'a mapping of settings and folders').nullish(),
    data_tests: recordOf(anything, 'a mapping of settings and folders').nullish(),
    on_run_start: z.union([text, texts], 'a statement or a list of statements').optional(),
    on_run_end: z.union([text, texts], 'a statement or a list of statements').optional(),
    'on-run-start': z.union([text, texts], 'a statement or a list of statements').optional(),
    'on-run-end': z.union([text, texts], 'a statement or a list of statements').optional(),
    ci: z
      .strictObject(
        { target: text.optional(), against: text.optional() },
        'a mapping with target and against',
      )
      .optional(),
    schedules: z.array(scheduleShape, 'a list of schedules').optional(),
    webhooks: z.array(webhookShape, 'a list of webhooks').optional(),
  },
  'a mapping of keys such as name and targets',
)

export type ProjectFile = z.infer<typeof projectFileShape>

/** selectors.yml. */
export const selectorsFileShape = z.strictObject(
  {
    version: wholeNumber.optional(),
    selectors: z.array(
      z.strictObject(
        {
          name,
          description: text.optional(),
          default: flag.optional(),
          definition: anything,
        },
        'a mapping with name and definition',
      ),
      'a list of selectors',
    ),
  },
  'a mapping with the key selectors',
)

export type SelectorsFile = z.infer<typeof selectorsFileShape>

const selection = z.union([text, texts], 'a selection or a list of selections')

/** An endpoint that is a YAML file. */
export const endpointFileShape = z
  .strictObject(
    {
      description: text.optional(),
      tags: textOrTexts.optional(),
      meta: recordOf(anything, 'a mapping').optional(),
      enabled: flag.optional(),
      run: z
        .union(
          [
            text,
            texts,
            z.strictObject({
              command: z.enum(['build', 'refresh', 'run']).optional(),
              select: selection,
              exclude: selection.optional(),
              full_refresh: flag.optional(),
            }),
          ],
          'a selection, or a mapping with select, and command: build, refresh or run',
        )
        .optional(),
      answer: text.optional(),
      status: selection.optional(),
    },
    'a mapping with run or status',
  )
  .refine(
    file => (file.run === undefined) !== (file.status === undefined),
    'a mapping with either run or status',
  )
  .refine(
    file => file.answer === undefined || file.run !== undefined,
    'a mapping in which answer stands beside run',
  )

export type EndpointFile = z.infer<typeof endpointFileShape>
