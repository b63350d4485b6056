/** `model endpoint call`: a request made of a line, answered by the service without a server. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Asker } from '../../adapters/adapter.ts'
import { modelError } from '../../errors/model-error.ts'
import type { ServiceAnswer, ServiceRequest } from '../../server/request.ts'
import type { Workspace } from '../../workspace.ts'
import type { CommandContext } from '../command.ts'

/** Milliseconds for the statement, or for its wait. */
const TIMEOUT = 60_000

/** Asks; the answer is what a client of `model serve` would get. */
export async function callEndpoint(
  context: CommandContext,
  workspace: Workspace,
  line: string,
): Promise<ServiceAnswer> {
  const request = requestOf(context, line)
  const { endpointsFor, openService } = await import('../../server/service.ts')
  const { hashContext } = await import('../../server/context.ts')
  const { printer, terminal, now } = context
  const service = await openService(workspace, {
    connections: 2,
    timeout: TIMEOUT,
    context: hashContext(workspace.manifest.project.env['MODEL_IP_SALT'] ?? ''),
    newId: randomUUID,
    clock: () => now().getTime(),
    only: endpointsFor(workspace.manifest, request),
  })
  printer.hide([terminal.env['MODEL_IP_SALT'] ?? ''].filter(salt => salt !== ''))
  try {
    let thrown: unknown
    const failed = (error: unknown): void => {
      thrown = error
    }
    const asker = askerOf(context.interruptible())
    const answer = await service.answer({ ...request, asker, failed })
    // Here is nobody to hide the reason from.
    if (thrown !== undefined && answer.status === 500) throw thrown
    return answer
  } finally {
    await service.close()
  }
}

/** Ctrl-C is the way to leave here. */
function askerOf(signal: AbortSignal): Asker {
  const asker = { isGone: signal.aborted, onGone: undefined as (() => void) | undefined }
  const leave = (): void => {
    asker.isGone = true
    asker.onGone?.()
  }
  signal.addEventListener('abort', leave, { once: true })
  return asker
}

const LINE = /^\s*(?:(GET|HEAD|POST|PATCH|DELETE)\s+)?(\/[^\s?#]*)(?:\?(\S*))?\s*$/i

function requestOf({ flags, terminal, now }: CommandContext, line: string): ServiceRequest {
  const match = LINE.exec(line)
  if (match === null) throw modelError('M6006', { found: line })
  const [, method = 'GET', path, query = ''] = match
  const body = bodyOf(flags.text('body'), terminal.cwd)
  const headers = readHeaders(flags.texts('header'))
  // A run ends with this process, so it is waited for.
  headers.delete('prefer')
  if (body !== undefined && !headers.has('content-type'))
    headers.set('content-type', 'application/json')
  return {
    method: method.toUpperCase(),
    path: path!,
    query,
    header: name => headers.get(name),
    body,
    id: randomUUID(),
    address: '127.0.0.1',
    origin: 'http://localhost',
    at: now(),
  }
}

/** The text itself, or the file behind an @. */
function bodyOf(text: string | undefined, cwd: string): Uint8Array | undefined {
  if (text === undefined) return undefined
  if (text.startsWith('@')) return readFileSync(resolve(cwd, text.slice(1)))
  return new TextEncoder().encode(text)
}

function readHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1) throw modelError('M6006', { found: line })
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return headers
}
