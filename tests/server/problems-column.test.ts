/** A statement that judges a body says what is wrong with it in a column named problems. */
import { expect, it } from 'vitest'
import { shapeAnswer } from '../../src/server/answers/answer.ts'

const shape = { response: 'json', persons: [], maxRows: 10 } as const
const request = { id: 'r1' }
const ANSWER = { name: 'answer', type: 'json' }
const PROBLEMS = { name: 'problems', type: 'jsonb' }
const found = [{ in: 'body', name: '[0].email', problem: 'is missing' }]

const shaped = (columns: readonly (typeof ANSWER)[], row: readonly unknown[]) =>
  shapeAnswer(shape, { columns, rows: [row], rowCount: 1 }, request)

it('shapeAnswer() refuses with 400 and all problems when there are some', () => {
  const answer = shaped([ANSWER, PROBLEMS], ['{"id": 1}', JSON.stringify(found)])
  expect(answer.status).toBe(400)
  expect(JSON.parse(answer.body)).toMatchObject({ errors: found, request_id: 'r1' })
})

it.each([
  ['first', [ANSWER, PROBLEMS], ['{"id": 1}', null]],
  ['last', [PROBLEMS, ANSWER], [null, '{"id": 1}']],
])('shapeAnswer() answers what stands %s when the problems are null', (_, columns, row) => {
  const { status, body } = shaped(columns, row)
  expect([status, body]).toEqual([200, '{"id": 1}'])
})

it('shapeAnswer() takes a column of that name for the answer when it stands alone', () => {
  expect(shaped([PROBLEMS], ['[]']).body).toBe('[]')
})
