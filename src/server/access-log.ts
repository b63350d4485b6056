/** What is written down of a request: enough to find it again, nothing that tells who a person is. Pure. */

export interface AccessEntry {
  readonly id: string
  readonly method: string
  /** With its query string, masked. */
  readonly url: string
  readonly status: number
  readonly ms: number
  readonly bytes: number
  readonly address: string
  /** The name of the token, when one was given. */
  readonly client?: string
  /** What was thrown, when the answer says less. */
  readonly error?: string
}

/** Writes entries; the caller chooses where to. */
export type AccessLog = (entry: AccessEntry) => void

const ADDRESS = /[^\s@/?&=;,:"'<>]+(?:@|%40)[^\s@/?&=;,:"'<>]+/gi
const SECRET = /([?&](?:key|token|access_token|api_key|password)=)[^&]*/gi
const LONGEST = 1000

/** The text without e-mail addresses and secrets. */
export function masked(text: string): string {
  // Most paths have neither, and a server writes thousands a second.
  if (text.length < LONGEST && !/[@=]|%40/.test(text)) return text
  return text.slice(0, LONGEST).replace(SECRET, '$1***').replace(ADDRESS, '***@***')
}
