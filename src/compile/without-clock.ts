/** Runs a function that must not know the time and must not throw dice. */
import { modelError } from '../errors/model-error.ts'

/**
 * Runs a synchronous function while Date.now, new Date(), Math.random, performance.now and the random functions of
 * `crypto` throw a coded error. `new Date(text)` and the like work: they depend on nothing but their arguments.
 * `loading`: performance.now works, since the loader of TypeScript measures itself.
 */
export function withoutClock<T>(step: () => T, { loading = false } = {}): T {
  const { Date: RealDate } = globalThis
  const restore = [
    replace(globalThis, 'Date', clockless(RealDate)),
    replace(Math, 'random', refuser('Math.random')),
    replace(crypto, 'randomUUID', refuser('crypto.randomUUID')),
    replace(crypto, 'getRandomValues', refuser('crypto.getRandomValues')),
    ...(loading ? [] : [replace(performance, 'now', refuser('performance.now'))]),
  ]
  try {
    return step()
  } finally {
    for (const undo of restore.toReversed()) undo()
  }
}

function clockless(RealDate: DateConstructor): DateConstructor {
  return new Proxy(RealDate, {
    apply: () => refuse('Date'),
    construct: (target, values: unknown[], newTarget) =>
      values.length === 0
        ? refuse('new Date')
        : (Reflect.construct(target, values, newTarget) as Date),
    get: (target, key) => (key === 'now' ? () => refuse('Date.now') : Reflect.get(target, key)),
  })
}

function refuser(what: string): () => never {
  return () => refuse(what)
}

function refuse(what: string): never {
  throw modelError('M1309', { what: `${what}()` })
}

/** Puts another value in an object's property and returns how to undo that. */
function replace(object: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, key)
  Object.defineProperty(object, key, { value, configurable: true, writable: true })
  return () => {
    if (before) Object.defineProperty(object, key, before)
    else Reflect.deleteProperty(object, key)
  }
}
