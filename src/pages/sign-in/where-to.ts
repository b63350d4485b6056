/** Where a person goes back to who signs in. Pure. */

const PATH = '/login'
/** The address of nobody, to see whether a path stays on it. */
const HERE = 'http://here.invalid'

/** The page on which one signs in, and comes back from to this one. */
export function signInHref(here: string): string {
  return here === '/' || here === PATH ? PATH : `${PATH}?${new URLSearchParams({ next: here })}`
}

/**
 * A path of this server, read as browsers read addresses; the first page for all that leads elsewhere, for somebody else may
 * have written it: `//evil.example`, `/\evil.example`, `/.//evil.example`, `https:evil.example`.
 */
export function pathBack(wanted: string | null | undefined): string {
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, HERE)) return '/'
  const { origin, pathname, search, hash } = new URL(wanted, HERE)
  if (origin !== HERE || pathname.startsWith('//') || pathname === PATH) return '/'
  return pathname + search + hash
}
