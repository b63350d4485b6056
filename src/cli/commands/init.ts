/** `model init`: a new project that builds at once. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { ask, canAsk } from '../confirm.ts'
import { EXIT } from '../exit-code.ts'
import { OUTPUT_FLAGS } from '../flags.ts'
import { TEMPLATES, type TemplateName } from '../init/templates.ts'

const NAMES = Object.keys(TEMPLATES) as TemplateName[]

export const command: CommandDefinition = {
  name: 'init',
  description:
    'Writes a new project: project.yml, a seed, a staging model, a table with tests, a README. It builds at once, with the database inside.',
  arguments: [{ syntax: '[folder]', description: 'where to; made when absent (default: here)' }],
  flags: [
    { syntax: '--name <name>', description: "the project's name (default: the folder's)" },
    { syntax: '--template <template>', description: 'what to begin with', choices: NAMES },
    { syntax: '--force', description: 'write into a folder that is not empty' },
    { syntax: '--yes', description: 'ask nothing' },
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model init my_project', text: 'asks what it has to know' },
    { line: 'model init shop --template empty --yes', text: 'asks nothing' },
  ],
  run: async context => {
    const { terminal, printer, flags } = context
    const folder = resolve(terminal.cwd, context.arguments[0] ?? '.')
    if (!flags.on('force')) await requireEmpty(folder, terminal.cwd)
    const name = await chooseName(context, folder)
    const template = await chooseTemplate(context)
    for (const [path, text] of Object.entries(TEMPLATES[template](name))) {
      const file = join(folder, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
      printer.say(`wrote ${relative(terminal.cwd, file)}`)
    }
    const place = relative(terminal.cwd, folder)
    const go = place === '' ? '' : `cd ${place} && `
    printer.say(`\nThe project ${name} is ready. Next:\n  ${go}model build\n  model status`)
    return EXIT.ok
  },
}

/** A repository that was just made is empty enough. */
async function requireEmpty(folder: string, cwd: string): Promise<void> {
  const found = (await listFolder(folder)).filter(name => name !== '.git')
  if (found.length === 0) return
  const some = found.toSorted().slice(0, 3).join(', ')
  const more = found.length > 3 ? ` and ${found.length - 3} more` : ''
  throw modelError('M5007', { folder: relative(cwd, folder) || '.', found: some + more })
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function chooseName({ terminal, flags }: CommandContext, folder: string): Promise<string> {
  const fallback = basename(folder)
    .replace(/\W+/g, '_')
    .replace(/^(?=\d)/, 'p')
  const given = flags.text('name')
  const asks = given === undefined && !flags.on('yes') && canAsk(terminal)
  const name = asks ? await ask(terminal, 'Name of the project?', fallback) : (given ?? fallback)
  if (!/^[A-Za-z]\w*$/.test(name)) throw modelError('M5013', { found: name })
  return name
}

async function chooseTemplate({ terminal, flags }: CommandContext): Promise<TemplateName> {
  const given = flags.text('template') as TemplateName | undefined
  if (given !== undefined || flags.on('yes') || !canAsk(terminal)) return given ?? 'starter'
  const answer = await ask(terminal, `Begin with (${NAMES.join(', ')})?`, 'starter')
  if (NAMES.includes(answer as TemplateName)) return answer as TemplateName
  const expected = `one of ${NAMES.join(', ')}`
  throw modelError('M5003', { flag: '--template', found: answer, expected })
}
