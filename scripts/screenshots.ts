/**
 * Pictures of the pages, of the warehouse as it is built on the chosen target: a few small ones for the README, or with
 * `--all DIR` every kind of page in both widths and both colours, to look at. Needs dist/, and Chromium.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { crawl, kindOf } from '../tests/browser/crawl.ts'
import { chromiumPath, startBrowser } from '../tests/support/browser.ts'

type Colours = 'light' | 'dark'

interface Shot {
  readonly name: string
  readonly path: string
  readonly width: number
  readonly colours: Colours
}

const FOLDER = 'docs/images'
const WIDE = { width: 1440, height: 900 }
const NARROW = { width: 390, height: 844 }
/** Nothing is on its way when the picture is taken. */
const STILL = { locale: 'en-GB', reducedMotion: 'reduce' } as const
/** Bytes of one picture for the README. */
const LARGEST = 100_000

/** What the README shows. */
const SHOTS: readonly Shot[] = [
  { name: 'dashboard-light', path: '/dashboards/icp', width: WIDE.width, colours: 'light' },
  {
    name: 'model-dark',
    path: '/nodes/model.icp_warehouse.customer_metrics',
    width: WIDE.width,
    colours: 'dark',
  },
  { name: 'run-light', path: '/runs?latest', width: WIDE.width, colours: 'light' },
  { name: 'dashboard-phone-dark', path: '/dashboards/icp', width: NARROW.width, colours: 'dark' },
]

interface Server {
  readonly url: string
  /** Lets a person in, once. */
  readonly link: string
  readonly process: ChildProcess
}

/** `model serve` on a free port. */
function startServer(): Promise<Server> {
  const words = ['dist/bin.js', 'serve', '--port', '0', '--open', '--rate', '0']
  const running = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (piece: Buffer) => {
      said += piece.toString()
      const link = /http:\S+\/login\?key=\S+/.exec(said)?.[0]
      if (link !== undefined) resolve({ url: new URL(link).origin, link, process: running })
    }
    running.stdout.on('data', hear)
    running.stderr.on('data', hear)
    running.on('exit', () => reject(new Error(`model serve ended:\n${said}`)))
  })
}

interface Picture {
  readonly url: string
  readonly width: number
  readonly colours: Colours
  readonly fullPage: boolean
}

/** Opens a page. One that was made while the state of the warehouse was being read comes again by itself. */
async function stillPage(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' })
  await page.locator('[data-reload]').waitFor({ state: 'detached' })
  await page.goto(url, { waitUntil: 'networkidle' })
}

/** One page as WebP: Chromium makes it, Playwright itself knows PNG and JPEG alone. */
async function take(
  browser: Browser,
  { link, picture }: { readonly link?: string; readonly picture: Picture },
): Promise<Buffer> {
  const { url, width, colours, fullPage } = picture
  const viewport = width === WIDE.width ? WIDE : NARROW
  const context = await browser.newContext({ viewport, colorScheme: colours, ...STILL })
  const page = await context.newPage()
  if (link !== undefined) await page.goto(link)
  await stillPage(page, url)
  if (url.endsWith('/runs?latest')) {
    await page.click('tbody tr:has(.good) th a')
    await page.waitForLoadState('networkidle')
  }
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 80,
    captureBeyondViewport: fullPage,
  })
  await context.close()
  return Buffer.from(data, 'base64')
}

async function forReadme(browser: Browser, server: Server): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const { name, path, width, colours } of SHOTS) {
    const picture = { url: server.url + path, width, colours, fullPage: false }
    const bytes = await take(browser, { picture })
    if (bytes.length > LARGEST) throw new Error(`${name} has ${bytes.length} bytes`)
    writeFileSync(join(FOLDER, `${name}.webp`), bytes)
    console.log(`${name}.webp ${Math.round(bytes.length / 1000)} kB`)
  }
}

/** PNG, in full length: programs that show pictures to people know it. */
async function all(browser: Browser, server: Server, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const kinds = new Map<string, string>()
  const context = await browser.newContext(STILL)
  const page = await context.newPage()
  await page.goto(server.link)
  await crawl(page, server.url, async url => {
    if (!kinds.has(kindOf(url))) kinds.set(kindOf(url), url.href)
  })
  for (const [at, url] of [...kinds.values()].entries()) {
    for (const viewport of [WIDE, NARROW]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        await page.goto(url, { waitUntil: 'networkidle' })
        const path = join(
          folder,
          `${String(at).padStart(2, '0')}-${viewport.width}-${colorScheme}.png`,
        )
        await page.screenshot({ path, fullPage: true })
      }
    }
    console.log(`${at} ${url}`)
  }
}

if (chromiumPath() === undefined)
  throw new Error('No Chromium is installed; CHROMIUM_PATH names one.')
const server = await startServer()
const browser = await startBrowser()
try {
  const folder = process.argv[2] === '--all' ? process.argv[3] : undefined
  if (folder === undefined) await forReadme(browser, server)
  else await all(browser, server, folder)
} finally {
  await browser.close()
  server.process.kill('SIGTERM')
}
