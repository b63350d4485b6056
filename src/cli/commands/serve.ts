/** `model serve`: the endpoints of the project over HTTP, until it is stopped. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import type { KnownToken } from '../../server/access/tokens.ts'
import type { RunningServer, ServeSettings } from '../../server/serve.ts'
import type { Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { confirmProtected } from '../confirm.ts'
import { EXIT } from '../exit-code.ts'
import { OUTPUT_FLAGS, PROJECT_FLAGS } from '../flags.ts'
import { type BufferedLines, bufferedLines } from '../print/buffered-lines.ts'
import { count } from '../print/format.ts'
import { sayTarget } from '../run-command.ts'

export const command: CommandDefinition = {
  name: 'serve',
  description:
    'Answers requests with the endpoints of the project, on 127.0.0.1 unless told otherwise. On any other address every request needs a token; endpoints that run something, and all below /admin, always do. It holds the embedded database; other commands use it through this process. The access log goes to stdout, a JSON object a line. SIGHUP reads the project and the tokens anew; Ctrl-C or SIGTERM answers what was asked, cancels runs and ends it.',
  flags: [
    { syntax: '--host <address>', description: 'address to listen on (default: 127.0.0.1)' },
    {
      syntax: '--port <number>',
      description: 'port (default: 8080; 0: any that is free)',
      atLeast: 0,
    },
    {
      syntax: '--open',
      description: 'print a link that lets a person in, good once and for five minutes',
    },
    {
      syntax: '--schedule',
      description: 'also run the schedules of project.yml when they are due',
    },
    {
      syntax: '--tokens <file>',
      description: 'tokens of clients, a line for each (or MODEL_TOKENS)',
    },
    {
      syntax: '--allow-host <name>',
      description: 'a name under which a proxy is reached; may be repeated',
      repeatable: true,
    },
    { syntax: '--behind-proxy', description: 'believe X-Forwarded-For and X-Forwarded-Proto' },
    { syntax: '--timeout <seconds>', description: 'for one answer (default: 10)', atLeast: 1 },
    {
      syntax: '--connections <number>',
      description: 'statements at the same time (default: 8)',
      atLeast: 1,
    },
    {
      syntax: '--concurrency <number>',
      description: 'requests at the same time (default: 500)',
      atLeast: 1,
    },
    {
      syntax: '--rate <number>',
      description: 'requests a second of one client (default: 100; 0: no limit)',
      atLeast: 0,
    },
    { syntax: '--body-limit <kilobytes>', description: 'of a request (default: 1024)', atLeast: 1 },
    { syntax: '--yes', description: 'answer yes where a protected target asks' },
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model serve', text: 'on http://127.0.0.1:8080' },
    { line: 'model serve --open', text: 'with a link for a browser' },
    {
      line: 'model serve --tokens tokens.txt --allow-host data.example.com --behind-proxy',
      text: 'behind a proxy',
    },
  ],
  resultOnly: true,
  run: async context => {
    const { printer, terminal } = context
    const signal = context.interruptible()
    const workspace = await context.openProject({ serves: true })
    await sayTarget(context, workspace)
    if (
      builds(context, workspace) &&
      !(await confirmProtected(context, workspace.manifest, 'serve'))
    )
      return EXIT.unusable
    const { startServer } = await import('../../server/serve.ts')
    const lines = bufferedLines(text => terminal.out.write(printer.mask(text)))
    const server = await startServer(workspace, await settingsOf(context, workspace, lines))
    const stopListening = terminal.onReload(() => void reload(context, server))
    try {
      printer.say(`Serving ${count(server.service.endpoints.length, 'endpoint')} on ${server.url}`)
      printer.say(`Pages on ${server.url}/, endpoints described on ${server.url}/api/docs`)
      if (context.flags.on('open')) printer.say(`Open ${server.link()}`)
      await Promise.all([untilAborted(signal), schedule(context, workspace, signal)])
    } finally {
      stopListening()
      await server.close()
      lines.flush()
    }
    printer.say('Stopped.')
    return EXIT.ok
  },
}

/** Whether anything that it serves may build. */
function builds({ flags }: CommandContext, { manifest }: Workspace): boolean {
  const nodes = [...manifest.nodes.values()]
  return (
    flags.on('schedule') ||
    nodes.some(node => node.kind === 'endpoint' && node.definition.kind === 'run')
  )
}

async function settingsOf(
  context: CommandContext,
  workspace: Workspace,
  lines: BufferedLines,
): Promise<ServeSettings> {
  const { flags, now } = context
  return {
    address: flags.text('host') ?? '127.0.0.1',
    port: flags.number('port') ?? 8080,
    hosts: flags.texts('allow-host'),
    behindProxy: flags.on('behind-proxy'),
    tokens: await tokenReader(context, workspace),
    salt: saltOf(context, workspace),
    connections: flags.number('connections') ?? 8,
    timeout: (flags.number('timeout') ?? 10) * 1000,
    bodyLimit: (flags.number('body-limit') ?? 1024) * 1024,
    rate: flags.number('rate') ?? 100,
    concurrency: flags.number('concurrency') ?? 500,
    log: await accessLog(lines),
    now,
    mounts: [(await import('../../pages/mount-pages.ts')).mountPages],
  }
}

/** From the file and from the environment, both. */
async function tokenReader(
  { flags, terminal, printer }: CommandContext,
  { manifest }: Workspace,
): Promise<() => readonly KnownToken[]> {
  const { tokensOfEnvironment, tokensOfFile } = await import('../../server/access/tokens.ts')
  const file = flags.text('tokens')
  const text = manifest.project.env['MODEL_TOKENS'] ?? ''
  printer.hide(text.split(/\s+/).flatMap(entry => entry.split(':').slice(2)))
  return () => {
    const fromFile = file === undefined ? [] : tokensOfFile(readTokens(resolve(terminal.cwd, file)))
    return [...fromFile, ...tokensOfEnvironment(text)]
  }
}

function readTokens(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw modelError('M6005', { file, reason: (cause as Error).message }, { cause })
  }
}

/** Without one, hashes of addresses are others after each start; said where an endpoint asks for them. */
function saltOf({ printer }: CommandContext, { manifest }: Workspace): string {
  const salt = manifest.project.env['MODEL_IP_SALT']
  if (salt !== undefined && salt !== '') {
    printer.hide([salt])
    return salt
  }
  const asks = [...manifest.nodes.values()].some(
    node =>
      node.kind === 'endpoint' &&
      node.definition.kind === 'statement' &&
      node.definition.parameters.some(({ origin }) => origin.from === 'client'),
  )
  if (asks)
    printer.warn(
      'MODEL_IP_SALT is not set: hashes of addresses cannot be compared with those of before this start.',
    )
  return randomBytes(32).toString('hex')
}

/** An object a line. */
async function accessLog(lines: BufferedLines): Promise<ServeSettings['log']> {
  const { default: pino } = await import('pino')
  const logger = pino({ base: null, timestamp: isoTime() }, lines)
  return entry => {
    if (entry.status >= 500) logger.error(entry)
    else if (entry.status >= 400) logger.warn(entry)
    else logger.info(entry)
  }
}

/** The time as pino writes it; the requests of one millisecond have one text. */
function isoTime(): () => string {
  let [at, text] = [0, '']
  return () => {
    const now = Date.now()
    if (now !== at) [at, text] = [now, `,"time":"${new Date(now).toISOString()}"`]
    return text
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}

async function schedule(
  context: CommandContext,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<void> {
  const { flags, printer, terminal } = context
  if (!flags.on('schedule')) return
  const { serveSchedules } = await import('../../schedule/serve-schedules.ts')
  const { ScheduleReport } = await import('../print/schedule-report.ts')
  const report = new ScheduleReport(printer, context.now)
  await serveSchedules({
    workspace,
    signal,
    emit: event => report.take(event),
    onRunEvent: (event, manifest) => report.takeRunEvent(event, manifest),
    onSecrets: secrets => printer.hide(secrets),
    processId: terminal.pid,
  })
}

async function reload({ printer }: CommandContext, server: RunningServer): Promise<void> {
  try {
    await server.reload()
    printer.say(`Read anew: ${count(server.service.endpoints.length, 'endpoint')}.`)
  } catch (error) {
    const { printError } = await import('../print/error.ts')
    const view = { paint: printer.errPaint, debug: printer.debug, readFile: () => undefined }
    printer.fail(printError(error, view))
    printer.fail('Nothing was changed: what was served before is served on.')
  }
}
