/** Long work in short pieces: between two of them is heard what others have said. */
import { setImmediate } from 'node:timers/promises'

/** Items of one piece, unless told: a millisecond or few. */
const SLICE = 20

/** Does the work for each item in order. */
export async function inSlices<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  { size = SLICE }: { readonly size?: number } = {},
): Promise<void> {
  let done = 0
  for (const item of items) {
    if (done++ % size === 0) await setImmediate()
    work(item)
  }
}
