/** A queue that always gives its smallest number: a binary heap, for orders that must not depend on chance. */

/** Numbers, smallest first. */
export interface ReadyQueue {
  add(value: number): void
  /** Takes the smallest out; undefined when empty. */
  take(): number | undefined
}

/** An empty queue. */
export function readyQueue(): ReadyQueue {
  const heap: number[] = []
  return {
    add(value) {
      heap.push(value)
      rise(heap)
    },
    take() {
      const smallest = heap[0]
      const last = heap.pop()
      if (heap.length === 0 || last === undefined) return smallest
      heap[0] = last
      sink(heap)
      return smallest
    },
  }
}

/** Moves the last element up to its place. */
function rise(heap: number[]): void {
  let at = heap.length - 1
  const value = heap[at]!
  while (at > 0) {
    const above = (at - 1) >> 1
    if (heap[above]! <= value) break
    heap[at] = heap[above]!
    at = above
  }
  heap[at] = value
}

/** Moves the first element down to its place. */
function sink(heap: number[]): void {
  const value = heap[0]!
  let at = 0
  for (let below = 1; below < heap.length; below = 2 * at + 1) {
    if (below + 1 < heap.length && heap[below + 1]! < heap[below]!) below++
    if (heap[below]! >= value) break
    heap[at] = heap[below]!
    at = below
  }
  heap[at] = value
}
