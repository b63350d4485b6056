/** A static site in a browser, from its files alone: the policy lets it run, and what a server would answer works. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSite } from '../../src/pages/static/write-site.ts'
import { browserTitle, openPage, startBrowser, whyNoBrowser } from '../support/browser.ts'
import { inWorkspace, writeProject } from '../support/project.ts'
import { HOSTILE } from './hostile-project.ts'

const CHAIN = {
  'models/one.sql': 'select 1 as id\n',
  'models/two.sql': 'select id from {{ref "one"}}\n',
  'models/three.sql': 'select id from {{ref "two"}}\n',
  'models/four.sql': 'select id from {{ref "three"}}\n',
}

async function site(files: Readonly<Record<string, string>>): Promise<(name: string) => string> {
  const root = writeProject(files)
  const folder = join(root, 'site')
  await inWorkspace(root, workspace =>
    writeSite(workspace, { folder, language: 'en', now: new Date('2026-02-14T00:00:00Z') }),
  )
  return name => pathToFileURL(join(folder, name)).href
}

describe.skipIf(whyNoBrowser() !== undefined)(browserTitle('a static site'), () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  it('draws a lineage, opens it by the keyboard, numbers code, and searches', async () => {
    const at = await site(CHAIN)
    const { page, troubles, close } = await openPage(browser)
    await page.goto(at('nodes/model.shop.two.html'))
    await page.locator('[data-box="model.shop.three"]').waitFor()
    expect(await page.locator('[data-box]').count()).toBe(3)
    await page.locator('a[data-open=down]').focus()
    await page.keyboard.press('Enter')
    await page.locator('[data-box="model.shop.four"]').waitFor()
    expect(await page.locator('#L1 a').getAttribute('href')).toContain('model.shop.one.html')
    await page.keyboard.press('/')
    await page.keyboard.type('fou')
    await page.locator('.offers a').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/model\.shop\.four\.html$/)
    await page.goto(`${at('search.html')}?q=thr`)
    expect(await page.locator('.hits a').first().textContent()).toBe('three')
    expect(troubles).toEqual([])
    await close()
  })

  it('runs nothing that a description, a name or a file brings along', async () => {
    const at = await site(HOSTILE)
    const { page, troubles, close } = await openPage(browser)
    for (const name of [
      'index',
      'models',
      'lineage',
      'nodes/model.shop.orders',
      'nodes/model.shop.totals',
    ]) {
      await page.goto(at(`${name}.html`))
      expect([name, await page.evaluate('window.hostile')]).toEqual([name, undefined])
    }
    await page.goto(`${at('search.html')}?q=${encodeURIComponent('hostile')}`)
    await page.locator('[data-search-results] ol').waitFor()
    await page.locator('.find input').fill('script')
    await page.locator('.offers a').first().waitFor()
    expect(await page.evaluate('window.hostile')).toBeUndefined()
    expect(troubles).toEqual([])
    await close()
  })
})
