import { describe, expect, it } from 'vitest'
import { BROKEN_PROJECTS } from './cases.ts'
import { problemsOf } from './harness.ts'

describe('a broken project', () => {
  it.each(BROKEN_PROJECTS)('is told apart: $name', async ({ files, options, problems }) => {
    const told = await problemsOf(files, options)
    expect(told.map(({ code, at }) => `${code} ${at}`)).toEqual(
      problems.map(({ code, at = '' }) => `${code} ${at}`),
    )
    for (const [index, { message = '', hint = '' }] of problems.entries()) {
      expect(told[index]!.message).toContain(message)
      expect(told[index]!.hint).toContain(hint)
      expect(told[index]!.message).not.toMatch(/\bundefined\b|\[object|\n\s+at /)
    }
  })

  it('has sixty forms here', () => {
    expect(BROKEN_PROJECTS.length).toBeGreaterThanOrEqual(60)
  })
})
