/**
 * Every page of a small project in a browser: nothing goes wrong on it, nothing hostile runs, it fits a phone, axe has
 * nothing to say in either colours, and the keyboard is enough.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  browserTitle,
  openPage,
  startBrowser,
  type WatchedPage,
  whyNoBrowser,
} from '../support/browser.ts'
import { run, writeFiles, writeProject } from '../support/project.ts'
import { crawl, kindOf } from './crawl.ts'
import { BROKEN, HOSTILE, PAYLOADS } from './hostile-project.ts'
import { type ServedProject, serveProject } from './served-project.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PHONE = { width: 390, height: 844 }

interface Violation {
  readonly id: string
  readonly nodes: readonly {
    readonly target: readonly unknown[]
    readonly failureSummary: string
  }[]
}

describe.skipIf(whyNoBrowser())(browserTitle('pages'), () => {
  let browser: Browser
  let served: ServedProject
  /** One address of each kind of page. */
  let kinds: readonly string[] = []
  /** For many addresses one after the other. */
  let shared: WatchedPage | undefined

  beforeAll(async () => {
    const root = writeProject(HOSTILE)
    await run(root, { invocation: `model build ${PAYLOADS.script} ${PAYLOADS.image}` })
    writeFiles(root, BROKEN)
    await run(root, { command: 'run', select: ['broken'] })
    browser = await startBrowser()
    served = await serveProject(root)
  })
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })

  it('open without trouble, fit a phone, and run nothing that a text brings', async () => {
    const { page, troubles, close } = await openPage(browser, { viewport: PHONE })
    const found = new Map<string, string>()
    const said = new Set<string>()
    const visited = await crawl(page, served.url, async url => {
      if (!found.has(kindOf(url))) found.set(kindOf(url), url.href)
      for (const trouble of troubles.splice(0)) said.add(`${url.pathname}: ${trouble}`)
      for (const wrong of await wrongs(page)) said.add(`${url.pathname}${url.search}: ${wrong}`)
    })
    kinds = [...found.values()]
    expect([...said]).toEqual([])
    expect(visited.length).toBeGreaterThan(8)
    await close()
  })

  it('say what is a table on a phone too, where rows are cards', async () => {
    const { page, close } = await openPage(browser, { viewport: PHONE })
    await page.goto(`${served.url}/models`)
    const session = await page.context().newCDPSession(page)
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const named = (role: string) =>
      nodes.filter(node => node.role?.value === role).map(node => node.name?.value)
    expect(named('table')).toHaveLength(1)
    expect(named('columnheader')).toContain('Refreshed')
    const rows = await page.locator('tbody tr').count()
    expect(named('row')).toHaveLength(rows + 1)
    expect(named('rowheader')).toHaveLength(rows)
    // The label is for the eyes: who listens has heard the heading.
    expect(named('cell').filter(name => name?.startsWith('Rows'))).toEqual([])
    await close()
  })

  it('show what a person wrote as it stands', async () => {
    const { page, close } = await openPage(browser)
    const failed = kinds.find(kind => /\/runs\/\d/.test(kind))!
    await page.goto(failed)
    expect(await page.textContent('body')).toContain(PAYLOADS.script)
    await close()
  })

  it.each([
    ['/search?q=', PAYLOADS.image],
    ['/search?q=', PAYLOADS.closing],
    ['/runs?status=', PAYLOADS.image],
    ['/runs?before=', PAYLOADS.script],
    ['/runs?command=', PAYLOADS.single],
    ['/runs/', PAYLOADS.image],
    ['/nodes/', PAYLOADS.script],
    ['/lineage/', PAYLOADS.image],
    ['/?lang=', PAYLOADS.image],
    ['/dashboards/', PAYLOADS.script],
    ['/nothing/', PAYLOADS.drawing],
    ['/login?key=', PAYLOADS.script],
  ])('run nothing that an address brings: %s %s', async (start, payload) => {
    shared ??= await openPage(browser)
    const { page, troubles } = shared
    await page.goto(served.url + start + encodeURIComponent(payload))
    expect(await wrongs(page)).toEqual([])
    expect(troubles.splice(0).filter(trouble => !/status of 40[0-4]/.test(trouble))).toEqual([])
  })

  it('have nothing that axe finds, in light and in dark', async () => {
    const { page, close } = await openPage(browser, {
      colorScheme: 'light',
      // Colours on their way from one to the other are neither.
      reducedMotion: 'reduce',
    })
    const found: string[] = []
    for (const url of kinds) {
      await page.goto(url, { waitUntil: 'load' })
      await page.evaluate(AXE)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const { id, nodes } of await axeOf(page, colorScheme === 'dark'))
          for (const { target, failureSummary } of nodes.slice(0, 3))
            found.push(
              `${new URL(url).pathname} ${colorScheme} ${id} ${target.join(' ')}: ${failureSummary}`,
            )
      }
    }
    expect(found).toEqual([])
    await close()
  })

  it('run nothing that a row or a title brings into a chart', async () => {
    const { page, troubles, close } = await openPage(browser)
    await page.goto(`${served.url}/dashboards/charts`, { waitUntil: 'networkidle' })
    expect(await page.locator('canvas').count()).toBe(2)
    await page.locator('canvas').first().hover()
    for (const summary of await page.locator('summary').all()) await summary.click()
    expect(await page.textContent('#rows')).toContain(PAYLOADS.script)
    const other = new URLSearchParams({ campaign: PAYLOADS.closing })
    await page.goto(`${served.url}/dashboards/charts?${other}`, { waitUntil: 'networkidle' })
    expect(await wrongs(page)).toEqual([])
    expect(troubles).toEqual([])
    await close()
  })

  it('skip to the content by the keyboard, and show where the focus is', async () => {
    const { page, close } = await openPage(browser)
    await page.goto(served.url)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
    for (let stop = 0; stop < 12; stop++) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(focusIsSeen)).toBe(true)
    }
    await close()
  })

  it('have a timeline that arrow keys go through', async () => {
    const { page, close } = await openPage(browser)
    const runs = kinds.find(kind => new URL(kind).pathname === '/runs')!
    await page.goto(runs)
    await page.click('tbody tr:last-child th a')
    const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await page.focus('[data-timeline] a[tabindex="0"]')
    const first = await label()
    await page.keyboard.press('ArrowRight')
    expect(await label()).not.toBe(first)
    await page.keyboard.press('Home')
    expect(await label()).toBe(first)
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).hash).toMatch(/^#result-/)
    expect(await page.locator(':target').count()).toBe(1)
    await close()
  })

  it('filter runs by what is chosen', async () => {
    const { page, troubles, close } = await openPage(browser)
    await page.goto(`${served.url}/runs`)
    expect(await page.locator('tbody tr').count()).toBe(2)
    await page.selectOption('[name=status]', 'error')
    await page.click('.filters button')
    expect(await page.locator('tbody tr').count()).toBe(1)
    expect(await page.inputValue('[name=status]')).toBe('error')
    await page.selectOption('[name=command]', 'build')
    await page.click('.filters button')
    expect(await page.textContent('.empty-title')).toBe('No run is like that.')
    expect(troubles).toEqual([])
    await close()
  })

  it.each([true, false])(
    'start a run by a button and follow it to its end, script: %s',
    async script => {
      const { page, troubles, close } = await openPage(browser, { javaScriptEnabled: script })
      await page.goto(`${served.url}/runs`)
      await page.click('.start-runs button')
      expect(await page.textContent('h1')).toBe('Error 401 You are not signed in')
      expect(await page.textContent('main')).toContain('model serve --open')
      troubles.splice(0)
      await page.goto(served.server.link())
      await page.goto(`${served.url}/runs`)
      await page.click('.start-runs button')
      await page.waitForURL(/\/runs\/\d/, { timeout: 60_000 })
      expect(await page.textContent('.page-head .tag')).toBe('success')
      expect(await page.textContent('h2#timeline')).toBe('Timeline')
      expect(troubles).toEqual([])
      await close()
    },
  )

  it('say in French what they say in English, and remember it', async () => {
    const { page, close } = await openPage(browser)
    await page.goto(`${served.url}/runs?lang=fr`)
    expect(await page.textContent('h1')).toBe('Exécutions')
    await page.goto(`${served.url}/schedules`)
    expect(await page.textContent('h1')).toBe('Planifications')
    expect(await page.getAttribute('html', 'lang')).toBe('fr')
    await close()
  })
})

/** What is wrong with the page that is open. */
function wrongs(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    if ('hostile' in window) found.push('something hostile has run')
    for (const element of document.querySelectorAll(
      'img[src="x"], [onerror], [onload], main script:not([type="application/json"])',
    ))
      found.push(`hostile element: ${element.outerHTML.slice(0, 100)}`)
    for (const link of document.querySelectorAll('a[href], form[action], img[src]')) {
      const to =
        link.getAttribute('href') ?? link.getAttribute('action') ?? link.getAttribute('src')
      if (/^\s*(?:javascript|data:text|vbscript)/i.test(to!.replace(/\s/g, '')))
        found.push(`hostile link: ${to}`)
    }
    const { scrollWidth } = document.documentElement
    if (scrollWidth > window.innerWidth)
      found.push(`${scrollWidth} pixels wide on a screen of ${window.innerWidth}`)
    if (document.querySelectorAll('h1').length !== 1) found.push('not one h1')
    // Rows become cards on a phone: what stands beyond the edge of a table is seen by nobody.
    if (window.innerWidth < 768)
      for (const {
        scrollWidth,
        clientWidth,
        textContent,
      } of document.querySelectorAll<HTMLElement>('.scroll, .top nav, .tabs'))
        if (scrollWidth > clientWidth)
          found.push(`${scrollWidth} pixels in ${clientWidth}: ${textContent.trim().slice(0, 80)}`)
    return found
  })
}

/** In other colours only what depends on them can differ. */
function axeOf(page: Page, onlyColours: boolean): Promise<readonly Violation[]> {
  return page.evaluate(async only => {
    const { axe } = window as unknown as {
      axe: { run: (context: unknown, options: object) => Promise<{ violations: Violation[] }> }
    }
    const options = only ? { runOnly: ['color-contrast'] } : {}
    return (await axe.run(document, { resultTypes: ['violations'], ...options })).violations
  }, onlyColours)
}

/** The focused element has an outline, or its own sign of focus. */
function focusIsSeen(): boolean {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return true
  const style = getComputedStyle(focused)
  return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0
}
