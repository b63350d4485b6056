/** `model docs`: the documentation of the project as files. */
import { join, relative, resolve } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import { nearest } from '../../util/nearest.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { DEFER_FLAGS, OUTPUT_FLAGS, PROJECT_FLAGS } from '../flags.ts'
import { count } from '../print/format.ts'
import { withProgress } from '../print/progress.ts'

export const command: CommandDefinition = {
  name: 'docs',
  description:
    'Writes the documentation of the project, with its state, lineage and search, as files that open in a browser without a server. `model serve` shows the same live.',
  arguments: [{ syntax: '<action>', description: 'generate' }],
  flags: [
    { syntax: '--out <folder>', description: 'where to write (default: docs below target/)' },
    {
      syntax: '--language <language>',
      description: 'of the pages (default: en)',
      choices: ['en', 'fr'],
    },
    ...DEFER_FLAGS,
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model docs generate', text: 'into target/docs' },
    { line: 'model docs generate --out public --language fr', text: 'elsewhere, in French' },
  ],
  run: async context => {
    const { flags, printer, terminal, now } = context
    const [action] = context.arguments
    if (action !== 'generate') throw unknownAction(action)
    const workspace = await context.openProject({ joins: true })
    const given = flags.text('out')
    const folder =
      given === undefined
        ? join(workspace.manifest.project.targetPath, 'docs')
        : resolve(terminal.cwd, given)
    const { writeSite } = await import('../../pages/static/write-site.ts')
    const language = flags.text('language') === 'fr' ? 'fr' : 'en'
    const site = await withProgress(printer, 'writing pages', () =>
      writeSite(workspace, { folder, language, now: now() }),
    )
    if (site.problem !== undefined)
      printer.warn(`The pages have no state: ${site.problem} The rest is complete.`)
    const size = (site.bytes / 1e6).toFixed(1)
    const place = relative(terminal.cwd, join(folder, 'index.html'))
    printer.say(`Wrote ${count(site.files, 'file')}, ${size} MB. Open ${place}`)
    return EXIT.ok
  },
}

function unknownAction(action: string | undefined): Error {
  const found = `docs ${action}`
  // What people know from elsewhere: the live pages are those of the server.
  const known = action === 'serve' ? ['serve'] : ['docs generate']
  return modelError('M5001', { command: found, nearest: nearest(found, known) ?? known[0] })
}
