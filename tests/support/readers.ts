/**
 * Clients that read a table, a view and a view on that view without pause while the three are published again and again,
 * as a run does it. Every row carries the number of its edition, and there are always as many rows: so a read that is
 * empty, or of two editions at once, shows.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Adapter, PublishItem } from '../../src/adapters/adapter.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { printRelation } from '../../src/sql/relation.ts'

/** Rows of every edition. */
export const ROWS = 500
/** Milliseconds between two reads of a client. */
const PAUSE = 10
const MOST_SHOWN = 5

export interface Reading {
  readonly url: string
  readonly editions: number
  /** Each relation in a publication of its own. */
  readonly each?: boolean
  readonly inPlace?: boolean
  /** A view that another role has made, which readers read too; its name with schema. */
  readonly foreignView?: string
  /** Milliseconds between two publications. */
  readonly pause?: number
}

export interface ReadingFigures {
  readonly reads: number
  /** Milliseconds of the longest statement of a reader, and of the slowest of a hundred. */
  readonly longest: number
  readonly slowestOfHundred: number
  /** Tries of all publications: more than publications when readers stood in the way. */
  readonly attempts: number
  readonly seconds: number
  readonly inPlace: number
  readonly transactions: number
  /** Transactions of two statements, in read committed, that saw one edition and then another. */
  readonly transactionsOfTwo: number
  /** What should never be: errors, empty reads, two editions in one statement, an older edition after a newer. */
  readonly wrong: readonly string[]
}

const count = (from: string) =>
  `select count(*)::int as n, min(edition)::int as low, max(edition)::int as high from ${from}`

const BOTH = `(select edition from r.fact union all select edition from r.above) as both_of_them`
const JOINED = `(select f.edition * 1 as edition from r.fact f join r.above a on a.id = f.id and a.edition = f.edition) as joined`

/** The statements of the eight clients; two in one list are one transaction. */
function clientStatements(foreignView: string): readonly (readonly string[])[] {
  return [
    [count('r.fact')],
    [count('r.shown')],
    [count('r.above')],
    [count(JOINED)],
    [count('r.fact'), count('r.above')],
    [count('r.above'), count('r.fact')],
    [count(BOTH)],
    [count(foreignView)],
  ]
}

/** Publishes all editions while the clients read. The schemas r, r__stage and r__old are made anew. */
export async function readWhilePublishing(reading: Reading): Promise<ReadingFigures> {
  const adapter = await openAdapter('postgres', {
    root: '.',
    targetPath: 'target',
    settings: { url: reading.url },
    threads: 2,
    applicationName: 'publisher',
    wait: 0,
  })
  try {
    const tally = new Tally()
    let going = true
    const statements = clientStatements(reading.foreignView ?? 'r.shown')
    const clients = statements.map(each => readOn(reading.url, each, { tally, going: () => going }))
    const begin = performance.now()
    try {
      for (let edition = 1; edition <= reading.editions; edition++) {
        tally.published(await publishEdition(adapter, edition, reading))
        await delay(reading.pause ?? 0)
      }
    } finally {
      going = false
      await Promise.all(clients)
    }
    return tally.figures((performance.now() - begin) / 1000)
  } finally {
    await adapter.close()
  }
}

/** The relations with edition 0, before anybody reads; `more` is executed after. */
export async function makeRelations(url: string, more = ''): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`
    drop schema if exists r, r__stage, r__old cascade;
    create schema r; create schema r__stage; create schema r__old;
    create table r.fact as ${edition(0)};
    create view r.shown as select id, edition from r.fact;
    create view r.above as select id, edition from r.shown where id > 0;
    ${more}`)
  await client.end()
}

const edition = (number: number) =>
  `select id, ${number} as edition from generate_series(1, ${ROWS}) as id`

const place = (schema: string, name: string) => ({ schema, name })

/** The two views on the relations of a schema. */
function views(schema: string): readonly { readonly name: string; readonly select: string }[] {
  const of = (name: string) => printRelation(place(schema, name))
  return [
    { name: 'shown', select: `select id, edition from ${of('fact')}` },
    { name: 'above', select: `select id, edition from ${of('shown')} where id > 0` },
  ]
}

interface Published {
  readonly attempts: number
  readonly inPlace: number
}

async function publishEdition(
  adapter: Adapter,
  number: number,
  reading: Reading,
): Promise<Published> {
  const staged = views('r__stage').map(({ name, select }) => {
    return `create view ${printRelation(place('r__stage', name))} as ${select}`
  })
  await adapter.execute([`create table r__stage.fact as ${edition(number)}`, ...staged].join(';\n'))
  const items = publishItems(reading)
  const groups = reading.each ? items.map(item => [item]) : [items]
  const published = { attempts: 0, inPlace: 0 }
  for (const group of groups) {
    const outcome = await adapter.publish({
      items: group,
      timeout: 30_000,
      ownViews: new Set(),
      writeLedger: async () => undefined,
    })
    published.attempts += outcome.attempts
    published.inPlace += outcome.inPlace.length
    // Staged views stay to the end: the next group may be read by them.
    const olds = outcome.replaced.filter(({ relation }) => relation.schema !== 'r__stage')
    await adapter.dropReplaced(olds)
  }
  await adapter.execute(
    'drop view r__stage.above, r__stage.shown; drop table if exists r__stage.fact',
  )
  return published
}

function publishItems({ inPlace }: Reading): readonly PublishItem[] {
  const places = (name: string) => ({
    id: name,
    stage: place('r__stage', name),
    final: place('r', name),
    old: place('r__old', name),
  })
  return [
    { kind: 'table', ...places('fact'), inPlace: inPlace ?? false },
    ...views('r').map(
      ({ name, select }): PublishItem => ({ kind: 'view', ...places(name), select }),
    ),
  ]
}

interface Counted {
  readonly n: number
  readonly low: number
  readonly high: number
}

interface ReaderOptions {
  readonly tally: Tally
  readonly going: () => boolean
}

/** One client on a connection of its own: its statements, in a transaction when they are several, and a short pause. */
async function readOn(
  url: string,
  statements: readonly string[],
  { tally, going }: ReaderOptions,
): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'reader' })
  client.on('error', error => tally.wrong(error.message))
  await client.connect()
  let newest = 0
  while (going()) {
    try {
      const editions = await readOnce(client, statements, tally)
      if (editions.some(seen => seen < newest)) tally.wrong(`edition ${editions} after ${newest}`)
      newest = Math.max(newest, ...editions)
      if (editions.length > 1) tally.transaction(editions[0] !== editions[1])
    } catch (error) {
      tally.wrong((error as Error).message)
      await client.query('rollback')
    }
    await delay(PAUSE)
  }
  await client.end()
}

async function readOnce(
  client: pg.Client,
  statements: readonly string[],
  tally: Tally,
): Promise<readonly number[]> {
  const several = statements.length > 1
  if (several) await client.query('begin isolation level read committed')
  const editions: number[] = []
  for (const statement of statements) {
    const begin = performance.now()
    const { rows } = await client.query<Counted>(statement)
    tally.read(performance.now() - begin)
    const [{ n, low, high }] = rows as [Counted]
    if (n === 0 || n % ROWS !== 0) tally.wrong(`${n} rows: ${statement}`)
    if (low !== high) tally.wrong(`editions ${low} and ${high} at once: ${statement}`)
    editions.push(high)
  }
  if (several) await client.query('commit')
  return editions
}

/** What was seen. */
class Tally {
  readonly #waits: number[] = []
  readonly #wrong: string[] = []
  #wrongs = 0
  #attempts = 0
  #inPlace = 0
  #transactions = 0
  #ofTwo = 0

  read(milliseconds: number): void {
    this.#waits.push(milliseconds)
  }

  wrong(text: string): void {
    if (++this.#wrongs <= MOST_SHOWN) this.#wrong.push(text)
  }

  transaction(ofTwo: boolean): void {
    this.#transactions++
    if (ofTwo) this.#ofTwo++
  }

  published({ attempts, inPlace }: Published): void {
    this.#attempts += attempts
    this.#inPlace += inPlace
  }

  figures(seconds: number): ReadingFigures {
    const waits = this.#waits.toSorted((a, b) => a - b)
    return {
      reads: waits.length,
      longest: Math.round(waits.at(-1) ?? 0),
      slowestOfHundred: Math.round(waits[Math.floor(waits.length * 0.99)] ?? 0),
      attempts: this.#attempts,
      seconds: Math.round(seconds * 10) / 10,
      inPlace: this.#inPlace,
      transactions: this.#transactions,
      transactionsOfTwo: this.#ofTwo,
      wrong: this.#wrong,
    }
  }
}
