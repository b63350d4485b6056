/**
 * A Chromium for tests of pages: the one of the system, found once, started once for a test file. Where there is none, the
 * tests are named as skipped, with the reason.
 */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The program; undefined where none is installed. A CHROMIUM_PATH that leads nowhere is an error, not a skipped test. */
export function chromiumPath(): string | undefined {
  const given = process.env['CHROMIUM_PATH']
  if (given === undefined || given === '') return PLACES.find(path => existsSync(path))
  if (!existsSync(given)) throw new Error(`CHROMIUM_PATH: there is no ${given}`)
  return given
}

/** Why tests of pages are skipped; undefined: they are not. */
export function whyNoBrowser(): string | undefined {
  if (chromiumPath() !== undefined) return undefined
  return 'no Chromium is installed; CHROMIUM_PATH names one'
}

/** A title for `describe` that says why it is skipped, when it is. */
export function browserTitle(title: string): string {
  const reason = whyNoBrowser()
  return reason === undefined ? title : `${title} (skipped: ${reason})`
}

/** Starts the browser. Root has no sandbox to give it. */
export async function startBrowser(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0
  return await chromium.launch({
    executablePath: chromiumPath()!,
    headless: true,
    args: [...(isRoot ? ['--no-sandbox'] : []), '--disable-dev-shm-usage', '--disable-gpu'],
  })
}

/** A page of its own, without the cookies of others, and all that went wrong on it. */
export interface WatchedPage {
  readonly page: Page
  /** Errors on the console, thrown errors, requests that the policy refused, dialogs, answers of 500 and above. */
  readonly troubles: string[]
  close(): Promise<void>
}

/** Opens a page that remembers what goes wrong on it. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', ...options })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`)
  })
  page.on('pageerror', error => troubles.push(`thrown: ${error.message}`))
  page.on('dialog', dialog => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('response', response => {
    if (response.status() >= 500) troubles.push(`${response.status()}: ${response.url()}`)
  })
  return { page, troubles, close: () => context.close() }
}
