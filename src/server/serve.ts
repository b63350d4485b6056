/** `model serve` without its command line: a workspace becomes a server that can be reloaded and ended. */
import { randomUUID } from 'node:crypto'
import { modelError } from '../errors/model-error.ts'
import { VERSION, type Workspace } from '../workspace.ts'
import { type HostRules, hostRules, isLoopback } from './access/hosts.ts'
import { Sessions } from './access/sessions.ts'
import type { KnownToken } from './access/tokens.ts'
import type { AccessLog } from './access-log.ts'
import { createApp } from './app.ts'
import type { AppParts } from './app-parts.ts'
import { hashContext } from './context.ts'
import { Door } from './door.ts'
import { type Listening, listen } from './listen.ts'
import { openService, type Service } from './service.ts'

export interface ServeSettings {
  readonly address: string
  /** 0: any that is free. */
  readonly port: number
  /** Names under which it is reached, beside its own. */
  readonly hosts: readonly string[]
  readonly behindProxy: boolean
  /** Reads the tokens; again at a reload. */
  readonly tokens: () => readonly KnownToken[]
  /** For hashes of addresses. */
  readonly salt: string
  /** Statements at the same time. */
  readonly connections: number
  /** Milliseconds for one answer. */
  readonly timeout: number
  /** Bytes of a body. */
  readonly bodyLimit: number
  /** Requests a second of one client; 0: no limit. */
  readonly rate: number
  /** Requests at the same time. */
  readonly concurrency: number
  readonly log: AccessLog
  readonly now: () => Date
  readonly mounts?: AppParts['mounts']
}

export interface RunningServer {
  readonly url: string
  /** A link for a person, good once and for a few minutes. */
  link(): string
  readonly service: Service
  /** Reads the project and the tokens anew. What is broken is thrown, and nothing changes. */
  reload(): Promise<void>
  /** Answers what it was asked, cancels runs, and ends. The workspace stays the caller's. */
  close(): Promise<void>
}

/** Milliseconds for requests under way when it ends. */
const GRACE = 10_000

/** Serves. @throws ProblemsError for broken endpoints, ModelError M6002, M6003 */
export async function startServer(
  workspace: Workspace,
  settings: ServeSettings,
): Promise<RunningServer> {
  const { address, now } = settings
  let tokens = settings.tokens()
  const requireTokens = !isLoopback(address)
  if (requireTokens && tokens.length === 0) throw modelError('M6002', { address })
  let service = await serviceOver(workspace, settings)
  let rules: HostRules = { hosts: new Set() }
  let isOpen = true
  const clock = () => now().getTime()
  const sessions = new Sessions(clock)
  const app = createApp({
    service: () => service,
    door: new Door({
      ...settings,
      hosts: () => rules,
      tokens: () => tokens,
      sessions,
      requireTokens,
      clock,
    }),
    behindProxy: settings.behindProxy,
    bodyLimit: settings.bodyLimit,
    newId: randomUUID,
    now,
    log: settings.log,
    isOpen: () => isOpen,
    version: VERSION,
    mounts: settings.mounts ?? [],
  })
  let listening: Listening
  try {
    listening = await listen(app, settings)
  } catch (error) {
    await service.close()
    throw error
  }
  rules = hostRules(listening, settings.hosts)
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${listening.port}`
  let reopened: Workspace | undefined
  const retired: Retired[] = []
  return {
    url,
    link: () => `${url}/login?key=${sessions.newLink()}`,
    get service() {
      return service
    },
    reload: async () => {
      const fresh = settings.tokens()
      const opened = await workspace.reopen()
      try {
        const next = await serviceOver(opened, settings)
        retired.push(retire(service, reopened, settings.timeout))
        ;[service, tokens, reopened] = [next, fresh, opened]
      } catch (error) {
        await opened.close()
        throw error
      }
    },
    close: async () => {
      isOpen = false
      await Promise.all([listening.close(GRACE), service.runs.stop()])
      await Promise.all(retired.map(one => one.end()))
      await service.close()
      await reopened?.close()
    },
  }
}

function serviceOver(workspace: Workspace, settings: ServeSettings): Promise<Service> {
  const { connections, timeout, salt, now } = settings
  return openService(workspace, {
    connections,
    timeout,
    context: hashContext(salt),
    newId: randomUUID,
    clock: () => now().getTime(),
  })
}

interface Retired {
  /** Ends it now. */
  end(): Promise<void>
}

/** A service that gets no more requests ends when those that it has are answered and its runs are over. */
function retire(service: Service, workspace: Workspace | undefined, timeout: number): Retired {
  let ended: Promise<void> | undefined
  const end = (): Promise<void> => {
    ended ??= service.close().then(() => workspace?.close())
    return ended
  }
  const timer = setTimeout(() => void service.runs.finish().then(end), timeout + GRACE)
  timer.unref()
  return {
    end: async () => {
      clearTimeout(timer)
      await end()
    },
  }
}
