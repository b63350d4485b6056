/** Messages on a socket: JSON, one a line. */
import type { Socket } from 'node:net'

/** Calls `take` for each message that arrives; a line that is none ends the connection. */
export function readMessages<Message>(socket: Socket, take: (message: Message) => void): void {
  let parts: string[] = []
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = chunk.split('\n')
    // A long line comes in thousands of chunks: they are put together once, at its end.
    for (const [at, text] of lines.entries()) {
      parts.push(text)
      if (at === lines.length - 1) return
      const message = parse<Message>(parts.join(''))
      parts = []
      if (message === undefined) return void socket.destroy()
      take(message)
    }
  })
}

function parse<Message>(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message
  } catch {
    // Not one of ours: there is nobody who could be told but by hanging up.
    return undefined
  }
}

/** Resolves when the message has left, or when nobody is there any more to read it. */
export function sendMessage(socket: Socket, message: unknown): Promise<void> {
  const line = `${JSON.stringify(message)}\n`
  if (socket.destroyed) return Promise.resolve()
  return new Promise(resolve => {
    socket.write(line, () => resolve())
  })
}
