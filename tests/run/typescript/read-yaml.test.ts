/** YAML inputs of TypeScript models: what the schema makes of them, and all that is wrong at once. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ModelError } from '../../../src/errors/model-error.ts'
import { readYaml } from '../../../src/run/typescript/read-yaml.ts'

const schema = z.strictObject({
  name: z.string(),
  size: z.enum(['small', 'large']).default('small'),
  days: z.array(z.iso.date()).optional(),
})

function errorOf(text: string): ModelError {
  try {
    readYaml('config/shop.yml', text, schema)
  } catch (error) {
    if (error instanceof ModelError) return error
    throw error
  }
  throw new Error('nothing was wrong')
}

describe('readYaml()', () => {
  it('gives what comes out of the schema', () => {
    const read = readYaml('config/shop.yml', 'name: a\ndays: [2026-01-31]', schema)
    expect(read).toEqual({ name: 'a', size: 'small', days: ['2026-01-31'] })
  })

  it('says where a text is no YAML', () => {
    expect(errorOf('name: [')).toMatchObject({ code: 'M1002' })
  })

  it('says one problem in one sentence', () => {
    const { message, code, place } = errorOf('name: 5')
    expect(code).toBe('M3330')
    expect(message).toBe(
      'config/shop.yml has a problem: line 1, column 7: name is 5, but must be string.',
    )
    expect(place).toMatchObject({ file: 'config/shop.yml', line: 1, column: 7 })
  })

  it('says all problems in the order of the file, an empty file too', () => {
    const { message, place } = errorOf('size: big\nnmae: a\ndays: [2026-02-30]')
    expect(message.split('\n').map(line => line.trim())).toEqual([
      'config/shop.yml has 4 problems:',
      'line 1, column 1: config/shop.yml has no name. Add `name:`.',
      'line 1, column 7: size is the text "big", but must be one of "small"|"large".',
      'line 2, column 1: nmae is not a key of config/shop.yml. Did you mean name?',
      'line 3, column 8: days[0] is the text "2026-02-30", but must be a valid ISO date.',
    ])
    expect(place).toMatchObject({ line: 1 })
    expect(errorOf('').message).toContain('has no name')
  })
})
