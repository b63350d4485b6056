/** Finds the command among the words of a command line; common flags may stand before it. */

/** Common flags whose value is the next word. */
const WITH_VALUE = new Set([
  '-t',
  '--target',
  '--vars',
  '--threads',
  '--project-dir',
  '--target-path',
  '--seed-path',
  '--log-format',
])

/** The first word that is neither a flag nor a flag's value, and all the others in order, its own flags first. */
export function splitCommandLine(words: readonly string[]): {
  readonly command: string | undefined
  readonly rest: readonly string[]
} {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (!word.startsWith('-')) {
      return { command: word, rest: [...words.slice(index + 1), ...words.slice(0, index)] }
    }
    if (WITH_VALUE.has(word)) index++
  }
  return { command: undefined, rest: words }
}
