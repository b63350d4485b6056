/** Lines that are written a few at a time: a system call for each would cost a server a fifth of its work. */

/** Milliseconds for which a line may wait. */
const DELAY = 50
/** Characters that are written at once. */
const ENOUGH = 64 * 1024

export interface BufferedLines {
  write(line: string): void
  /** Writes what waits. */
  flush(): void
}

/** Buffers before `write`. What waits when the process is killed is lost. */
export function bufferedLines(write: (text: string) => void): BufferedLines {
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting === '') return
    const text = waiting
    waiting = ''
    write(text)
  }
  return {
    write: line => {
      waiting += line
      if (waiting.length >= ENOUGH) flush()
      else timer ??= setTimeout(flush, DELAY)
    },
    flush,
  }
}
