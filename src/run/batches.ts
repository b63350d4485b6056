/** Statements over many relations are cut in batches: each holds its locks until its transaction ends. */

/** Relations that one transaction drops: well below the lock table of a server with default settings. */
export const BATCH = 500

/** The items in order, in lists of at most `size`. */
export function* inBatches<T>(items: readonly T[], size = BATCH): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
