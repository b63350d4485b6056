/** What the database answered -> the answer to the request, in the shape that the endpoint declares. Pure. */
import type { Answer } from '../../adapters/adapter.ts'
import type { StatementDefinition } from '../../compile/endpoint.ts'
import { type InputProblem, refusal } from '../refusal.ts'
import { jsonAnswer, type ServiceAnswer, type ServiceRequest } from '../request.ts'
import { rowsCsv } from './csv.ts'
import { rowsJson, rowWriter } from './json.ts'
import { suppressSmall } from './suppress.ts'

/** What shapes an answer. */
export type AnswerShape = Pick<
  StatementDefinition,
  'response' | 'status' | 'persons' | 'maxRows' | 'filename'
>

/** Shapes the answer. */
export function shapeAnswer(
  shape: AnswerShape,
  found: Answer,
  request: Pick<ServiceRequest, 'id'>,
): ServiceAnswer {
  const status = shape.status ?? 200
  if (shape.response === 'empty')
    return found.rowCount === 0
      ? refusal(request, 404)
      : { status: shape.status ?? 204, headers: {}, body: '' }
  if (found.rows.length > shape.maxRows)
    return refusal(request, 413, {
      detail: `The answer has more than ${shape.maxRows} rows. Ask for fewer.`,
    })
  const answer = suppressSmall(found, shape.persons)
  if (shape.response === 'rows') return jsonAnswer(status, rowsJson(answer))
  if (shape.response === 'csv') return csvAnswer(answer, shape.filename)
  const [row] = answer.rows
  if (row === undefined) return refusal(request, 404)
  if (shape.response === 'row') return jsonAnswer(status, rowWriter(answer.columns)(row))
  if (shape.response === 'json') return jsonOrProblems(answer, row, { request, status })
  return redirect(answer, row, { request, status: shape.status ?? 302 })
}

/** Name of the column in which a statement says what is wrong with a body that only it can judge. */
export const PROBLEMS = 'problems'

/** The value as it is; where the statement found problems, a 400 that lists them all. */
function jsonOrProblems(
  { columns }: Answer,
  row: readonly unknown[],
  { request, status }: { readonly request: Pick<ServiceRequest, 'id'>; readonly status: number },
): ServiceAnswer {
  const at = columns.findIndex(({ name }) => columns.length > 1 && name === PROBLEMS)
  const found = row[at] ?? null
  if (found !== null)
    return refusal(request, 400, { problems: JSON.parse(String(found)) as InputProblem[] })
  const value = row[at === 0 ? 1 : 0] ?? null
  return value === null ? refusal(request, 404) : jsonAnswer(status, String(value))
}

function csvAnswer(answer: Answer, filename: string | undefined): ServiceAnswer {
  const name = filename === undefined ? '' : `; filename="${filename}"`
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment${name}`,
    },
    body: rowsCsv(answer),
  }
}

/** Only to http and https: a stored `javascript:` or a relative path is nowhere. */
function redirect(
  { columns }: Answer,
  row: readonly unknown[],
  { request, status }: { readonly request: Pick<ServiceRequest, 'id'>; readonly status: number },
): ServiceAnswer {
  const value = row[columns.findIndex(({ name }) => name === 'location')]
  const location = typeof value === 'string' ? webAddress(value) : undefined
  if (location === undefined) return refusal(request, 404)
  return { status, headers: { location, 'cache-control': 'no-store' }, body: '' }
}

function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined
  const url = parsed(text)
  if (url === undefined) return undefined
  // A name before @ is there to make one host look like another.
  return url.username === '' && url.password === '' ? url.href : undefined
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    // No address at all.
    return undefined
  }
}
