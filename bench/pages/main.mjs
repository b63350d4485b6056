/**
 * The documentation of a synthetic project in a browser: the first page, a model with its lineage, more of it opened, a search
 * as one types, on a server; then the same as files, with their size and the time that they took to write.
 *
 *   npm run build && npm run bench:pages -- [models] [generator]
 *
 * With DATABASE_URL the project is built there first, layer by layer, in a database of its own; without, pages are
 * measured without a state. BENCH_PROJECT is the folder of one that is built already. CHROMIUM_PATH names a browser that is not in its usual place.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { chromium } from 'playwright-core'

const models = Number(process.argv[2] ?? 10_000)
const generator = process.argv[3] ?? '../shared/bench/gen.mjs'
const bin = join(import.meta.dirname, '../../dist/bin.js')
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const PORT = 18_095
const ROUNDS = 5
const LIMITS = { first: 1500, lineage: 500, search: 100, megabytes: 60 }

const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const told = []
const tell = (what, value, limit, unit = 'ms') => {
  const line = `${what.padEnd(46)} ${value.toFixed(unit === 'ms' ? 0 : 1).padStart(7)} ${unit}`
  told.push(limit === undefined || value <= limit)
  console.log(
    `${line}${limit === undefined ? '' : `  (at most ${limit}) ${value <= limit ? 'holds' : 'DOES NOT HOLD'}`}`,
  )
}

/** Milliseconds until what is asked for is there. */
async function timed(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** The same on a server and in files, by where their pages are. */
async function measure(page, { label, first, model, results }) {
  const times = { first: [], lineage: [], opened: [], search: [] }
  for (let round = 0; round < ROUNDS; round++) {
    times.first.push(await timed(() => page.goto(first)))
    times.lineage.push(
      await timed(async () => {
        await page.goto(model)
        await page.waitForSelector('.lineage svg')
      }),
    )
    const boxes = await page.locator('[data-box]').count()
    times.opened.push(
      await timed(async () => {
        await page.locator('a[data-open]').first().click()
        await page.waitForFunction(n => document.querySelectorAll('[data-box]').length > n, boxes)
      }),
    )
    // From the last key to the list; the data of a static site come with the first key.
    await page.locator('.find input').fill('m_')
    await page.waitForSelector('.offers:not([hidden]) a')
    times.search.push(
      await timed(async () => {
        await page.locator('.find input').fill('m_0500')
        await page.waitForFunction(() =>
          document.querySelector('.offers a b')?.textContent?.startsWith('m_0500'),
        )
      }),
    )
  }
  tell(`${label}: first page`, median(times.first), LIMITS.first)
  tell(`${label}: a model with its lineage`, median(times.lineage), LIMITS.lineage)
  tell(`${label}: more of the lineage`, median(times.opened), LIMITS.lineage)
  tell(`${label}: search, from key to list`, median(times.search), LIMITS.search)
  tell(
    `${label}: page of results`,
    await timed(async () => {
      await page.goto(results)
      await page.waitForSelector('.hits a')
    }),
  )
}

function sizeOf(folder) {
  const names = readdirSync(folder, { recursive: true })
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

async function served(folder, target, work) {
  const words = [bin, 'serve', '--project-dir', folder, '--port', String(PORT), '-t', target]
  const server = spawn(process.execPath, words, { stdio: 'ignore' })
  const ended = new Promise(done => server.once('exit', done))
  try {
    for (;;) {
      const up = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined)
      if (up?.ok) break
      if (server.exitCode !== null) throw new Error('the server has ended')
      await setTimeout(50)
    }
    await work(`http://127.0.0.1:${PORT}`)
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

async function inDatabase(work) {
  const server = process.env.DATABASE_URL
  if (!server) return work(undefined)
  const name = `model_bench_pages_${process.pid}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`create database ${name}`)
  try {
    const url = new URL(server)
    url.pathname = `/${name}`
    await work(url.href)
  } finally {
    await client.query(`drop database ${name} with (force)`)
    await client.end()
  }
}

async function bench(folder, url, isBuilt) {
  const target = url === undefined ? 'local' : 'postgres'
  if (url !== undefined && !isBuilt) {
    process.env.DATABASE_URL = url
    for (const layer of readdirSync(join(folder, 'models')).filter(name => /^layer_/.test(name)))
      execFileSync(
        process.execPath,
        [bin, 'run', '--project-dir', folder, '-t', target, '-s', layer],
        { stdio: 'ignore' },
      )
  }
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-dev-shm-usage',
    ],
  })
  const id = `model.bench.m_${String(Math.floor(models / 2)).padStart(5, '0')}`
  try {
    await served(folder, target, async origin => {
      const page = await browser.newPage()
      tell(
        'server: very first page after its start',
        await timed(() => page.goto(origin)),
        LIMITS.first,
      )
      // A page without the state loads again once it is known; what follows is measured on one that has it.
      await page.close()
      while ((await (await fetch(origin)).text()).includes('data-reload')) await setTimeout(200)
      const next = await browser.newPage()
      await measure(next, {
        label: 'server',
        first: origin,
        model: `${origin}/nodes/${id}`,
        results: `${origin}/search?q=m_05`,
      })
    })
    const out = join(folder, 'site')
    const words = [bin, 'docs', 'generate', '--project-dir', folder, '-t', target, '--out', out]
    tell(
      'files: writing them',
      await timed(() => execFileSync(process.execPath, words, { stdio: 'ignore' })),
    )
    tell('files: size', sizeOf(out) / 1e6, LIMITS.megabytes, 'MB')
    const at = name => pathToFileURL(join(out, name)).href
    const page = await browser.newPage()
    await measure(page, {
      label: 'files',
      first: at('index.html'),
      model: at(`nodes/${id}.html`),
      results: `${at('search.html')}?q=m_05`,
    })
    rmSync(out, { recursive: true })
  } finally {
    await browser.close()
  }
}

/** A folder with a project, and the url of a database in which it is built; both go afterwards. */
async function withProject(work) {
  const built = process.env.BENCH_PROJECT
  if (built !== undefined) return work(built, process.env.DATABASE_URL, true)
  const folder = mkdtempSync(join(tmpdir(), 'sql-model-bench-'))
  try {
    const words = ['--format', 'model', '--models', models, '--tests', 2, '--out', folder]
    execFileSync(process.execPath, [generator, ...words.map(String)], { stdio: 'ignore' })
    await inDatabase(url => work(folder, url, false))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (!existsSync(executablePath)) console.log(`skipped: there is no browser at ${executablePath}`)
else if (!existsSync(generator)) console.log(`skipped: there is no generator at ${generator}`)
else {
  await withProject(bench)
  process.exitCode = told.every(Boolean) ? 0 : 1
}
