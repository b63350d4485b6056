/**
 * Answers that say no: problem details (RFC 9457), each with the id of its request and nothing of what is inside. What
 * really happened is for the log.
 */
import { BusyError, CancelledError, DatabaseError } from '../adapters/database-error.ts'
import { ModelError } from '../errors/model-error.ts'
import type { ServiceAnswer, ServiceRequest } from './request.ts'

/** One thing that is wrong with a request. */
export interface InputProblem {
  /** Where: `query`, `body`, `path`, `header`. */
  readonly in: string
  readonly name: string
  readonly problem: string
}

export interface RefusalOptions {
  readonly detail?: string
  readonly problems?: readonly InputProblem[]
  readonly headers?: Readonly<Record<string, string>>
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  401: 'A token is needed',
  403: 'Not allowed',
  404: 'Nothing is here',
  405: 'Not by this method',
  409: 'It conflicts with what is stored',
  413: 'Too large',
  415: 'The body is of another kind',
  421: 'This is another host',
  429: 'Too many requests',
  500: 'It failed',
  503: 'Busy',
  504: 'It took too long',
}

/** An answer that says no. */
export function refusal(
  request: Pick<ServiceRequest, 'id'>,
  status: number,
  { detail, problems, headers = {} }: RefusalOptions = {},
): ServiceAnswer {
  const body = {
    type: 'about:blank',
    title: TITLES[status] ?? 'It failed',
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(problems === undefined ? {} : { errors: problems }),
    request_id: request.id,
  }
  return {
    status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
    body: JSON.stringify(body),
  }
}

/** SQLSTATEs that are about the values of a request, not about the statement. */
const ABOUT_VALUES: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  '22003': [400, 'A number is too large.'],
  '22007': [400, 'A date or time is not one.'],
  '22008': [400, 'A date or time is out of range.'],
  '22021': [400, 'A text has characters that cannot be stored.'],
  '22P02': [400, 'A value is not of its kind.'],
  '22P05': [400, 'A text has characters that cannot be stored.'],
  '54001': [400, 'A value is nested too deeply.'],
  '23502': [400, 'A value is missing.'],
  '23503': [409, 'It names something that does not exist, or is still in use.'],
  '23505': [409, 'It exists already.'],
  '23514': [400, 'A value is not one of those allowed.'],
}

/** The answer for what was thrown while a request was answered. */
export function refusalOf(error: unknown, request: ServiceRequest): ServiceAnswer {
  if (error instanceof BusyError)
    return refusal(request, 503, {
      detail: 'The database is busy with other work. Try again.',
      headers: { 'retry-after': '1' },
    })
  if (error instanceof CancelledError)
    return refusal(request, 504, { detail: 'The answer took longer than its time limit.' })
  if (error instanceof DatabaseError) {
    const known = ABOUT_VALUES[error.fields.code ?? '']
    if (known !== undefined) return refusal(request, known[0], { detail: known[1] })
  }
  if (error instanceof ModelError && UNREACHABLE.has(error.code))
    return refusal(request, 503, {
      detail: 'The database cannot be reached.',
      headers: { 'retry-after': '5' },
    })
  return refusal(request, 500)
}

/** Connections that break, a holder that is gone, a run that waits too long. */
const UNREACHABLE: ReadonlySet<string> = new Set(['M2001', 'M2009', 'M2012', 'M2206', 'M2202'])
