/** The browser itself: what the other tests of pages rely on. */
import { describe, expect, it } from 'vitest'
import { browserTitle, openPage, startBrowser, whyNoBrowser } from '../support/browser.ts'

describe.skipIf(whyNoBrowser())(browserTitle('openPage()'), () => {
  it('openPage() remembers errors, dialogs and what a policy refuses', async () => {
    const browser = await startBrowser()
    const { page, troubles } = await openPage(browser)
    await page.route('http://page.test/*', route =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': "script-src 'nonce-a'" },
        body: `<script>console.error('written inline')</script>
<script nonce="a">alert('said'); console.error('written'); throw new Error('thrown by hand')</script>`,
      }),
    )
    await page.goto('http://page.test/')
    await browser.close()
    expect(troubles.join('\n')).toMatch(/Content Security Policy/)
    expect(troubles).toContain('dialog: said')
    expect(troubles).toContain('console: written')
    expect(troubles).toContain('thrown: thrown by hand')
    expect(troubles.join('\n')).not.toContain('written inline')
  })
})
