/** Writes the reports of a CI run to files, and to GitHub when that is asked for. Nothing secret goes into them. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Project } from '../../project/types.ts'
import { githubAnnotations } from '../../report/annotations.ts'
import { ciMarkdown } from '../../report/ci-markdown.ts'
import { junitXml } from '../../report/junit.ts'
import type { CiReport } from '../../workspace.ts'
import type { CommandContext } from '../command.ts'

/** Where they are; below where the command was given without that folder. */
export interface WrittenReports {
  readonly report: string
  readonly junit: string
}

export function writeReports(
  { flags, terminal, printer }: CommandContext,
  { root, targetPath }: Pick<Project, 'root' | 'targetPath'>,
  report: CiReport,
): WrittenReports {
  const write = (name: 'report' | 'junit', standard: string, text: string): string => {
    const given = flags.text(name)
    const path =
      given === undefined ? join(targetPath, 'ci', standard) : resolve(terminal.cwd, given)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, printer.mask(text))
    const shown = relative(terminal.cwd, path)
    return shown.startsWith('..') ? path : shown
  }
  const page = ciMarkdown(report)
  const written = {
    report: write('report', 'report.md', page),
    junit: write('junit', 'junit.xml', junitXml(report)),
  }
  if (flags.on('github')) {
    const repository = terminal.env['GITHUB_WORKSPACE'] ?? terminal.cwd
    const below = relative(repository, root)
    const folder = below === '' ? '' : `${below.replaceAll('\\', '/')}/`
    // GitHub reads them from either stream; stdout may be a document.
    for (const line of githubAnnotations(report, { folder }))
      printer.talk.write(`${printer.mask(line)}\n`)
    const summary = terminal.env['GITHUB_STEP_SUMMARY']
    if (summary) appendFileSync(summary, printer.mask(page))
  }
  return written
}
