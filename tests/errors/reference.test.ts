/** docs/errors.md is what the code tables say, and every code says enough. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CATALOG } from '../../src/errors/catalog.ts'
import { errorsReference } from '../../src/errors/reference.ts'

describe('docs/errors.md', () => {
  test('is up to date: regenerate it with `npx jiti scripts/errors-reference.ts`', () => {
    const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    expect(page).toBe(errorsReference(CATALOG))
  })

  test('has every code, each with a title and a paragraph', () => {
    const page = errorsReference(CATALOG)
    for (const [code, { title, help }] of Object.entries(CATALOG)) {
      expect(code).toMatch(/^M\d{4}$/)
      expect(page).toContain(`### ${code}: ${title}\n`)
      expect(title, code).not.toMatch(/\.$/)
      expect(help.length, `help of ${code}`).toBeGreaterThan(40)
    }
  })
})
