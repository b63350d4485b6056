/** Watching real files: what is saved is built, in whatever way it is saved, and the latest text wins. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace, type WatchEvent, type Workspace } from '../../src/workspace.ts'
import { startModel } from '../support/model-process.ts'
import {
  createDatabase,
  queryOnce,
  SERVER_URL,
  writePostgresProject,
} from '../support/postgres-database.ts'
import {
  type Files,
  inWorkspace,
  run,
  runOptions,
  writeFiles,
  writeProject,
} from '../support/project.ts'
import { startHolder } from '../support/serving-holder.ts'

const table = (select: string) => `{{config materialized="table"}}\n${select}\n`
const SCHEMA = `models:
  - name: orders
    columns: [{name: amount, tests: [not_null]}]
`
const FILES: Files = {
  'macros/twice.sql': '{{#macro "twice" as |x|}}({{x}} * 2){{/macro}}\n',
  'models/schema.yml': SCHEMA,
  'models/orders.sql': table('select 1 as amount'),
  'models/doubled.sql': table('select {{twice "amount"}} as amount from {{ref "orders"}}'),
  'models/inlined.sql':
    '{{config materialized="ephemeral"}}\nselect amount from {{ref "orders"}}\n',
  'models/total.sql': table('select sum(amount) as total from {{ref "inlined"}}'),
}

/** A project that is watched, and what it said. */
interface Watched {
  readonly root: string
  readonly events: WatchEvent[]
  /** The next build, or the next thing of this kind, since the last time it was asked. */
  next<K extends WatchEvent['kind']>(kind: K): Promise<Extract<WatchEvent, { kind: K }>>
  /** `model: status, ...` of the next build. */
  built(): Promise<string>
  save(files: Files): void
  rows(sql: string): Promise<unknown>
  end(): Promise<void>
}

async function watch(
  root: string,
  { downstream = 0, brief = true }: { readonly downstream?: number; readonly brief?: boolean } = {},
): Promise<Watched> {
  const opened: { workspace: Workspace } = {
    workspace: await openWorkspace({
      ...{ projectDir: root, env: {}, wait: 0, pid: process.pid, command: 'model watch' },
      ...{ serves: true, joins: true, brief },
    }),
  }
  const abort = new AbortController()
  const events: WatchEvent[] = []
  let seen = 0
  const options = { run: runOptions(), downstream, poll: false, signal: abort.signal }
  const ended = opened.workspace.watch(options, event => {
    events.push(event)
    if (event.kind === 'building') opened.workspace = event.workspace
  })
  const next: Watched['next'] = async kind => {
    for (let tries = 0; tries < 1200; tries++) {
      const at = events.findIndex((event, i) => i >= seen && event.kind === kind)
      if (at >= 0) {
        seen = at + 1
        return events[at] as never
      }
      await Promise.race([ended, delay(25)])
    }
    throw new Error(`no "${kind}" came; there were: ${events.map(event => event.kind).join(', ')}`)
  }
  await next('watching')
  return {
    root,
    events,
    next,
    built: async () => {
      const { outcome } = await next('built')
      return outcome.results
        .map(({ node, status }) => `${node.split('.')[2]}: ${status}`)
        .join(', ')
    },
    save: files => writeFiles(root, files),
    rows: async sql => (await opened.workspace.query(sql, { limit: null })).rows,
    end: async () => {
      abort.abort()
      await ended
    },
  }
}

describe('on the embedded engine', () => {
  let watched: Watched
  beforeAll(async () => {
    const root = writeProject(FILES)
    await run(root)
    watched = await watch(root)
  })
  afterAll(() => watched.end())

  it('builds a saved model with its checks, and publishes it; nothing else', async () => {
    watched.save({ 'models/orders.sql': table('select 2 as amount') })
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
    expect(await watched.rows('select amount from orders')).toEqual([{ amount: 2 }])
    expect(await watched.rows('select amount from doubled')).toEqual([{ amount: 2 }])
  })

  it('builds nothing for a comment', async () => {
    watched.save({ 'models/orders.sql': table('-- two\nselect 2 as amount') })
    await watched.next('nothing to build')
  })

  it('tells a mistake in the project, goes on, and builds when it is mended', async () => {
    watched.save({ 'models/orders.sql': table('select amount from {{ref "nothing"}}') })
    const { error } = await watched.next('problem')
    expect(error.message).toContain('nothing')
    watched.save({ 'models/orders.sql': table('select 3 as amount') })
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
  })

  it('keeps what stands when the new text fails or its check does, and tries again at each save', async () => {
    watched.save({ 'models/orders.sql': table('select amout') })
    expect(await watched.built()).toBe('orders: error, not_null_orders_amount: skipped')
    watched.save({ 'models/orders.sql': table('select null::int as amount') })
    expect(await watched.built()).toBe('orders: held, not_null_orders_amount: fail')
    watched.save({ 'models/orders.sql': table('select null::int as amount') })
    expect(await watched.built()).toBe('orders: held, not_null_orders_amount: fail')
    expect(await watched.rows('select amount from orders')).toEqual([{ amount: 3 }])
    watched.save({ 'models/orders.sql': table('select 4 as amount') })
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
  })

  it('builds what a macro changes, and what an ephemeral model is part of', async () => {
    watched.save({ 'macros/twice.sql': '{{#macro "twice" as |x|}}({{x}} * 3){{/macro}}\n' })
    expect(await watched.built()).toBe('doubled: success')
    expect(await watched.rows('select amount from doubled')).toEqual([{ amount: 12 }])
    watched.save({
      'models/inlined.sql':
        '{{config materialized="ephemeral"}}\nselect amount + 1 as amount from {{ref "orders"}}\n',
    })
    expect(await watched.built()).toBe('total: success')
    expect(await watched.rows('select total::int from total')).toEqual([{ total: 5 }])
  })

  it('makes a new check of a schema file on what stands', async () => {
    watched.save({ 'models/schema.yml': SCHEMA.replace('[not_null]', '[not_null, unique]') })
    expect(await watched.built()).toBe('unique_orders_amount: pass')
    watched.save({ 'models/schema.yml': SCHEMA })
    await watched.next('nothing to build')
  })

  it.each<[string, (path: string, text: string) => void | Promise<void>]>([
    [
      'beside and renamed',
      (path, text) => {
        writeFileSync(`${path}~`, text)
        renameSync(`${path}~`, path)
      },
    ],
    [
      'emptied, and filled later',
      async (path, text) => {
        writeFileSync(path, '')
        await delay(150)
        writeFileSync(path, text)
      },
    ],
    [
      'in pieces',
      async (path, text) => {
        for (let at = 1; at <= text.length; at += 20) {
          writeFileSync(path, text.slice(0, at))
          await delay(10)
        }
        writeFileSync(path, text)
      },
    ],
    [
      'removed and written anew',
      async (path, text) => {
        rmSync(path)
        await delay(20)
        writeFileSync(path, text)
      },
    ],
  ])('builds what is whole of a file that is written %s', async (how, save) => {
    const text = `select 5 as amount, '${how}' as how`
    await save(join(watched.root, 'models/orders.sql'), table(text))
    const shown = () => watched.rows('select how from orders').catch(() => undefined)
    // A file that stands half written for long may be built in between.
    let rows: unknown
    while (JSON.stringify(rows) !== JSON.stringify([{ how }])) {
      await watched.built()
      rows = await shown()
    }
  })

  it('follows files that are renamed and removed', async () => {
    renameSync(join(watched.root, 'models/doubled.sql'), join(watched.root, 'models/tripled.sql'))
    expect((await watched.next('removed')).names).toEqual(['doubled'])
    expect(await watched.built()).toBe('tripled: success')
    rmSync(join(watched.root, 'models/tripled.sql'))
    expect((await watched.next('removed')).names).toEqual(['tripled'])
  })

  it('takes many files that are saved at once for one change', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `many${i}`)
    watched.save(
      Object.fromEntries(
        names.map((name, i) => [`models/many/${name}.sql`, table(`select ${i} as n`)]),
      ),
    )
    expect((await watched.built()).split(', ').sort()).toEqual(
      names.map(name => `${name}: success`).sort(),
    )
    rmSync(join(watched.root, 'models/many'), { recursive: true })
    await watched.next('removed')
  })

  it('cancels the build of an older text', async () => {
    watched.save({ 'models/orders.sql': table('select 6 as amount, pg_sleep(60)::text as slept') })
    await watched.next('building')
    await delay(200)
    watched.save({ 'models/orders.sql': table('select 7 as amount') })
    await watched.next('overtaken')
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
    expect(await watched.rows('select amount from orders')).toEqual([{ amount: 7 }])
  })

  it('lets a build of other nodes end, and builds the next after it', async () => {
    const { length } = watched.events
    watched.save({ 'models/orders.sql': table('select 8 as amount, pg_sleep(0.5)::text as slept') })
    await watched.next('building')
    watched.save({ 'models/alone.sql': table('select 1 as n') })
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
    expect(await watched.built()).toBe('alone: success')
    expect(watched.events.slice(length).map(({ kind }) => kind)).not.toContain('overtaken')
  })

  it('lets other processes use the database meanwhile', async () => {
    const query = startModel([
      'query',
      'select amount from orders',
      '--output',
      'json',
      '--project-dir',
      watched.root,
    ])
    const { stdout, stderr } = await query.ended
    expect(stdout, stderr).toContain('"amount": 8')
  })
})

describe('with descendants', () => {
  it('builds so many generations below', async () => {
    const root = writeProject(FILES)
    await run(root)
    const watched = await watch(root, { downstream: 1 })
    watched.save({ 'models/orders.sql': table('select 9 as amount') })
    expect((await watched.built()).split(', ')).toContain('doubled: success')
    await watched.end()
    // The folder is free again.
    const { rows } = await inWorkspace(root, workspace =>
      workspace.query('select amount from doubled', { limit: null }),
    )
    expect(rows).toEqual([{ amount: 18 }])
  })
})

describe('beside a process that serves the database', () => {
  it('builds through it, and by itself when it has ended', async () => {
    const root = writeProject(FILES)
    await run(root)
    const holder = await startHolder(root)
    const watched = await watch(root)
    watched.save({ 'models/orders.sql': table('select 2 as amount') })
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
    await holder.end('SIGTERM')
    watched.save({ 'models/orders.sql': table('select 3 as amount') })
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
    await watched.end()
  })
})

describe.skipIf(SERVER_URL === undefined)('on PostgreSQL', () => {
  const clean: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const step of clean.splice(0).reverse()) await step()
  })

  it('builds what is saved, cancels what is overtaken, and follows the target to another schema', async () => {
    const database = await createDatabase('watch')
    clean.push(() => database.drop())
    const root = writePostgresProject(FILES, database.url)
    await run(root)
    const watched = await watch(root)
    clean.push(() => watched.end())
    watched.save({ 'models/orders.sql': table('select 6 as amount, pg_sleep(60)::text as slept') })
    await watched.next('building')
    await delay(300)
    watched.save({ 'models/orders.sql': table('select 7 as amount') })
    await watched.next('overtaken')
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
    expect(await queryOnce(database.url, 'select amount from orders')).toEqual([{ amount: 7 }])
    const project = readFileSync(join(root, 'project.yml'), 'utf8')
    watched.save({
      'project.yml': project.replace('threads: 2', 'threads: 1, schema_prefix: dev_'),
    })
    await watched.next('nothing to build')
    watched.save({ 'models/orders.sql': table('select 8 as amount') })
    expect(await watched.built()).toBe('orders: success, not_null_orders_amount: pass')
    const moved = await queryOnce(database.url, 'select amount from dev_public.orders')
    expect(moved).toEqual([{ amount: 8 }])
    expect(
      await database.query(
        "select from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()",
      ),
    ).toEqual([])
  })
})
