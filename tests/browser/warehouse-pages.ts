/** The warehouse's own pages as a person uses them: which row shows what, and what a button does. */
import type { Page } from 'playwright-core'

/** The number in a row of the table under a chart or of a table item: `Clicks` of `CEO`. */
export async function figureOf(
  page: Page,
  item: string,
  { row, column }: { readonly row: string; readonly column: string },
): Promise<number> {
  const headings = await page.locator(`#${item} thead th`).allTextContents()
  const at = headings.findIndex(heading => heading.trim().startsWith(column))
  if (at < 0) throw new Error(`${item} has no column ${column}: ${headings.join(', ')}`)
  const rows = page.locator(`#${item} tbody tr`).filter({ hasText: row })
  if ((await rows.count()) === 0) return 0
  const text = await rows.first().locator('th, td').nth(at).textContent()
  return Number((text ?? '').replace(/[^\d.]/g, ''))
}
