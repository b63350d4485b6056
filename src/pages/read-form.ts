/** The fields of a form that a page sent. */
import type { IncomingMessage } from 'node:http'
import type { AppContext } from '../server/app-parts.ts'
import { readBodyOf } from '../server/http-request.ts'

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i

/** Undefined for what is no form, or has more than so many bytes. */
export async function readForm(c: AppContext, limit: number): Promise<URLSearchParams | undefined> {
  if (!FORM.test(c.get('visit').request.header('content-type') ?? '')) return undefined
  const read = await readBodyOf(c.env.incoming as IncomingMessage, limit)
  if (read.kind !== 'body') return undefined
  return new URLSearchParams(new TextDecoder().decode(read.body ?? new Uint8Array()))
}
