/** `model compile`: the SQL that templates become, on published names. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Node } from '../../compile/manifest.ts'
import { modelError } from '../../errors/model-error.ts'
import type { Workspace } from '../../workspace.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { DEFER_FLAGS, OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { count } from '../print/format.ts'
import { warnUnmatched } from '../unmatched.ts'

interface Compiled {
  readonly node: Node
  readonly sql: string
}

export const command: CommandDefinition = {
  name: 'compile',
  description:
    'Renders the templates of the selected models, tests and endpoints. One is printed; several are written under target/compiled. Asks no database.',
  arguments: [{ syntax: '[name]', description: 'a model or test, as with --select' }],
  flags: [
    ...SELECTION_FLAGS,
    ...DEFER_FLAGS,
    { syntax: '--inline <template>', description: 'render this text instead of files' },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model compile -s orders', text: 'the SQL of orders' },
    { line: 'model compile', text: 'all, as files' },
    { line: `model compile --inline 'select * from {{ref "orders"}}'`, text: 'a text' },
  ],
  resultOnly: true,
  run: async context => {
    const { flags, printer } = context
    const inline = flags.text('inline')
    const request = readSelection(flags, context.arguments)
    if (inline !== undefined && request.select.length > 0) {
      throw modelError('M5011', { first: '--inline', second: '--select' })
    }
    const workspace = await context.openProject()
    if (inline !== undefined) {
      const sql = (await workspace.compileInline(inline)).text
      if (flags.text('output') === 'json') printer.writeJson([{ compiled_code: sql }])
      else printer.write(sql.trimEnd())
      return EXIT.ok
    }
    const { ids, unmatched } = await workspace.select(request)
    warnUnmatched(context, workspace, unmatched)
    const chosen = await chooseCompiled(workspace, ids, request.select)
    return printCompiled(context, workspace, chosen)
  },
}

/** What has SQL of its own. */
function isCompiled(node: Node): boolean {
  if (node.kind === 'endpoint') return node.definition.kind === 'statement'
  return node.kind === 'model' || node.kind === 'test'
}

/** Models, tests and endpoints; a single name means the model alone, without the tests that ride along. */
async function chooseCompiled(
  workspace: Workspace,
  ids: readonly string[],
  select: readonly string[],
): Promise<Compiled[]> {
  const nodes = ids.map(id => workspace.manifest.nodes.get(id)!)
  const compiled = nodes.filter(isCompiled)
  const models = compiled.filter(({ kind }) => kind === 'model')
  const wanted = select.length > 0 && models.length === 1 ? models : compiled
  return Promise.all(
    wanted.map(async node => ({ node, sql: (await workspace.compile(node.id)).text })),
  )
}

async function printCompiled(
  { printer, flags }: CommandContext,
  workspace: Workspace,
  compiled: readonly Compiled[],
): Promise<ExitCode> {
  if (flags.text('output') === 'json') {
    printer.writeJson(
      compiled.map(({ node, sql }) => ({
        unique_id: node.id,
        path: node.path,
        compiled_code: sql,
      })),
    )
  } else if (compiled.length === 1) printer.write(compiled[0]!.sql.trimEnd())
  else if (compiled.length === 0) printer.say('No model, test or endpoint is selected.')
  else {
    const { targetPath, root, name } = workspace.manifest.project
    const folder = join(targetPath, 'compiled', name)
    for (const each of compiled) await writeCompiled(folder, each)
    printer.say(`${count(compiled.length, 'file')} written under ${relative(root, folder)}`)
  }
  return EXIT.ok
}

/** As dbt lays them out: a generic test lies in a folder named like the schema file that declares it. */
async function writeCompiled(folder: string, { node, sql }: Compiled): Promise<void> {
  const generic = node.kind === 'test' && node.definition.kind === 'generic'
  const path = generic ? join(node.path, `${node.name}.sql`) : node.path
  const file = join(folder, path.replace(/\.ts$/, '.sql'))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, sql)
}
