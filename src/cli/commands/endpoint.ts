/** `model endpoint`: what the project answers requests with, tried without a server. */
import { endpointTitle } from '../../compile/endpoint.ts'
import type { EndpointNode } from '../../compile/manifest.ts'
import { modelError } from '../../errors/model-error.ts'
import { nearest } from '../../util/nearest.ts'
import type { Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS } from '../flags.ts'
import { withProgress } from '../print/progress.ts'
import { printTable } from '../print/table.ts'

const ACTIONS = ['list', 'call', 'token']

export const command: CommandDefinition = {
  name: 'endpoint',
  description:
    'Lists the endpoints of the project; answers one request as `model serve` would, without a server; or makes a token for clients. Exits 1 when the answer is an error.',
  arguments: [
    { syntax: '<action>', description: 'list, call or token' },
    {
      syntax: '[request]',
      description: 'what to call, such as "GET /api/stats?days=7"; a name for the token',
    },
  ],
  flags: [
    { syntax: '--body <text>', description: 'JSON body of the request; @file reads a file' },
    {
      syntax: '--header <line>',
      description: 'a header, as "name: value"; may be repeated',
      repeatable: true,
    },
    { syntax: '-i, --include', description: 'print the status and the headers too' },
    {
      syntax: '--scope <scopes...>',
      description: 'what the token allows (default: read)',
      choices: ['read', 'write', 'run', 'admin'],
    },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model endpoint list', text: 'methods, paths and files' },
    { line: 'model endpoint call "GET /api/stats"', text: 'one answer' },
    {
      line: `model endpoint call "PATCH /api/targets/acme.com" --body '{"status": "approved"}'`,
      text: 'with a body',
    },
    {
      line: 'model endpoint token dashboard --scope read',
      text: 'a token, and its line for the file of tokens',
    },
  ],
  resultOnly: true,
  run: async context => {
    const [action, request] = context.arguments
    if (action === 'token') return await makeToken(context, request)
    if (action === 'list') return list(context, await context.openProject())
    if (action === 'call' && request !== undefined)
      return await call(context, await context.openProject(), request)
    if (action === 'call') throw modelError('M6006', { found: '' })
    const found = `endpoint ${action}`
    const known = ACTIONS.map(one => `endpoint ${one}`)
    throw modelError('M5001', { command: found, nearest: nearest(found, known), known })
  },
}

function list({ flags, printer }: CommandContext, { manifest }: Workspace): ExitCode {
  const endpoints = [...manifest.nodes.values()].filter(
    (node): node is EndpointNode => node.kind === 'endpoint' && node.route !== undefined,
  )
  if (flags.text('output') === 'json') printer.writeJson(endpoints.map(listed))
  else if (endpoints.length === 0) printer.say('The project has no endpoint yet.')
  else {
    const columns = [{ name: 'endpoint' }, { name: 'answers' }, { name: 'file' }]
    const rows = endpoints.map(node => [endpointTitle(node), answers(node), node.path])
    printer.write(
      printTable(columns, rows, { paint: printer.outPaint, width: printer.out.columns }),
    )
  }
  return EXIT.ok
}

function listed(node: EndpointNode) {
  const { id, name, route, path, description, definition } = node
  return {
    unique_id: id,
    name,
    method: route!.method,
    path: route!.path,
    answers: answers(node),
    writes: definition.kind === 'statement' && definition.writes,
    description,
    file: path,
  }
}

function answers({ definition }: EndpointNode): string {
  if (definition.kind === 'run') return `run: ${definition.select.join(' ')}`
  if (definition.kind === 'status') return `status: ${definition.select.join(' ')}`
  return definition.writes ? `${definition.response}, writes` : definition.response
}

async function call(
  context: CommandContext,
  workspace: Workspace,
  line: string,
): Promise<ExitCode> {
  const { printer, flags } = context
  const { callEndpoint } = await import('../endpoint/call.ts')
  const answer = await withProgress(printer, 'asking', () => callEndpoint(context, workspace, line))
  const { status, headers, body } = answer
  if (flags.on('include')) {
    printer.write(String(status))
    for (const [name, value] of Object.entries(headers)) printer.write(`${name}: ${value}`)
    printer.write('')
  } else if (status >= 400) printer.fail(`Status ${status}`)
  if (body !== '') printer.write(body.replace(/\r?\n$/, ''))
  else if (status >= 300 && !flags.on('include'))
    printer.write(`${status} ${headers['location'] ?? ''}`.trimEnd())
  return status >= 400 ? EXIT.failed : EXIT.ok
}

async function makeToken(context: CommandContext, name: string | undefined): Promise<ExitCode> {
  const { printer, flags } = context
  const { newToken } = await import('../../server/access/tokens.ts')
  const scopes = flags.texts('scope')
  const made = newToken(name ?? 'client', scopes.length === 0 ? ['read'] : scopes)
  if (flags.text('output') === 'json') printer.writeJson(made)
  else {
    printer.say('The token, for the client; it is shown once:')
    printer.write(made.token)
    printer.say('Its line in the file of tokens:')
    printer.write(made.line)
  }
  return EXIT.ok
}
