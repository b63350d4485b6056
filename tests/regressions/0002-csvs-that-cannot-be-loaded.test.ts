/** What is wrong with a CSV is said in its own words, at its own line, and keeps no other seed from loading. */
import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { ModelError } from '../../src/errors/model-error.ts'
import { run, writeProject } from '../support/project.ts'

const CASES: Readonly<
  Record<string, readonly [text: string, line: number, code: string, problem: string]>
> = {
  empty: ['', 1, 'M3013', 'it is empty'],
  unnamed: ['id,\n1,2\n', 1, 'M3013', 'column 2 of its heading has no name'],
  twice: ['id,v,id\n1,2,3\n', 1, 'M3013', 'its heading names id twice'],
  blank: ['id,v\n1,a\n\n', 3, 'M3013', 'line 3 is empty'],
  quote: ['id,v\n1,"a\n2,b\n', 3, 'M3013', 'quote Not Closed'],
  number: ['id,v\n1,2\n2,x\n', 3, 'M3009', 'invalid input syntax for type integer: "x"'],
  short: ['id,v\n1,2\n2\n', 3, 'M3009', 'missing data for column "v"'],
  bytes: ['id,v\n1,caf\u00e9\n', 2, 'M3009', 'invalid byte sequence for encoding "UTF8"'],
}

const schema = `seeds:
  - name: number
    columns: [{name: id, data_type: integer}, {name: v, data_type: integer}]
`

it('a CSV that cannot be loaded is an error at its line', async () => {
  const files = Object.entries(CASES).map(([name, [text]]) => [`seeds/${name}.csv`, text] as const)
  const root = writeProject({
    ...Object.fromEntries(files),
    'seeds/schema.yml': schema,
    'seeds/well.csv': '\ufeffid,v\r\n1,"a ""b"""\r\n',
  })
  writeFileSync(`${root}/seeds/bytes.csv`, Buffer.from(CASES['bytes']![0], 'latin1'))
  const { results } = await run(root)
  const found = (name: string) => results.find(result => result.node === `seed.shop.${name}`)
  for (const [name, [, line, code, problem]] of Object.entries(CASES)) {
    const error = found(name)?.error as ModelError
    expect(error, name).toMatchObject({ code, place: { file: `seeds/${name}.csv`, line } })
    expect(error.message, name).toContain(problem)
  }
  expect(found('well')?.status).toBe('success')
})
