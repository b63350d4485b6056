/** Work at one time, of which nothing is left behind. */

/** The results of all, once each has ended; when some failed, the first failure is thrown after the last has ended. */
export async function allEnded<T extends readonly unknown[] | []>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works)
  return await Promise.all(works)
}
