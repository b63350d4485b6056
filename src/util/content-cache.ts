/**
 * A cache of facts by content hash, shared by the rooms that parse files. What is cached must be a pure function of
 * the content that was hashed and of the cache's version.
 */

/** Facts by kind and content hash. Values must survive JSON. */
export interface ContentCache {
  get<T>(kind: string, hash: string): T | undefined
  set(kind: string, hash: string, value: unknown): void
}

/** A cache that forgets at the end of the process. */
export function memoryCache(): ContentCache {
  const entries = new Map<string, unknown>()
  return {
    get: <T>(kind: string, hash: string) => entries.get(`${kind}:${hash}`) as T | undefined,
    set: (kind, hash, value) => void entries.set(`${kind}:${hash}`, value),
  }
}
