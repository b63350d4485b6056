/** A small HTTP server of this machine that answers questions, in good ways and in bad ones, and counts them. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server does with the attempt-th question about something. */
export type Behaviour = (about: string, attempt: number) => Misbehaviour | undefined

export type Misbehaviour = 'busy' | 'broken' | 'garbage' | 'refused' | 'hanging' | 'cut' | 'slow'

export interface AnsweringServer {
  readonly url: string
  /** Questions so far. */
  readonly asked: () => number
  /** When they came, in milliseconds. */
  readonly times: () => readonly number[]
  /** Most questions that were open at one time. */
  readonly peak: () => number
  close(): Promise<void>
}

/** Answers `GET /?about=x` with `{"about":"x","length":n}`. */
export async function startAnswering(behave: Behaviour): Promise<AnsweringServer> {
  const attempts = new Map<string, number>()
  const times: number[] = []
  let [open, peak] = [0, 0]
  const server = createServer((request, response) => {
    times.push(performance.now())
    peak = Math.max(peak, ++open)
    response.on('close', () => open--)
    const about = new URL(request.url!, 'http://localhost').searchParams.get('about') ?? ''
    const attempt = (attempts.get(about) ?? 0) + 1
    attempts.set(about, attempt)
    answer({ request, response, about }, behave(about, attempt))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => times.length,
    times: () => times,
    peak: () => peak,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly about: string
}

/** Milliseconds. */
const SLOW = 25

function answerOf(about: string): string {
  return JSON.stringify({ about, length: about.length })
}

function answer({ request, response, about }: Exchange, how: Misbehaviour | undefined): void {
  switch (how) {
    case undefined:
      response.end(answerOf(about))
      break
    case 'slow':
      setTimeout(() => response.end(answerOf(about)), SLOW)
      break
    case 'busy':
      response.writeHead(429, { 'retry-after': '0' }).end('later')
      break
    case 'broken':
      response.writeHead(500).end('oops')
      break
    case 'garbage':
      response.end('{"about": ')
      break
    case 'refused':
      response.writeHead(400).end(JSON.stringify({ error: `nothing is said about ${about}` }))
      break
    case 'hanging':
      // The head comes at once, the rest never.
      response.writeHead(200).write('{')
      break
    case 'cut':
      request.socket.destroy()
  }
}
