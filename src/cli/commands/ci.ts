/** `model ci`: what a change of the project does, built beside production, checked, compared, and dropped again. */
import { randomBytes } from 'node:crypto'
import { modelError } from '../../errors/model-error.ts'
import type { CiPlace, CiReport, Workspace } from '../../workspace.ts'
import { printCi } from '../ci/print.ts'
import { CiProgress } from '../ci/progress.ts'
import { writeReports } from '../ci/write-reports.ts'
import type { CommandContext, CommandDefinition } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { readSelection } from '../flag-values.ts'
import { OUTPUT_FLAGS, outputFlag, PROJECT_FLAGS, SELECTION_FLAGS } from '../flags.ts'
import { runOptions } from '../run-command.ts'

const DEFAULT_LIMIT = 10
const DEFAULT_MOST_ROWS = 10_000_000

/** Where CI servers say which branch they build. */
const BRANCH = ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME', 'CI_COMMIT_REF_NAME', 'BRANCH_NAME']
/** Characters of a branch in a prefix: names of schemas are short. */
const BRANCH_LENGTH = 16

const PREFIX = /^ci_(?:[a-z0-9][a-z0-9_]*)?_$/

export const command: CommandDefinition = {
  name: 'ci',
  description:
    'Builds what the project says otherwise than another target has it, and what reads that, into a throw-away schema prefix of the same database; everything else is read where it stands. Checks it, compares each built relation with what stands, writes a report in Markdown and JUnit XML, and drops the prefix, also after a failure or Ctrl-C. A run that was killed is cleaned up by the next one.',
  flags: [
    {
      syntax: '--against <target>',
      description: 'the target to compare with (default: ci.against of project.yml, or `defer`)',
    },
    {
      syntax: '--prefix <prefix>',
      description: 'schema prefix of its own (default: ci_ with the branch and six characters)',
    },
    { syntax: '--keep', description: 'leave what was built' },
    {
      syntax: '--limit <cells>',
      description: 'differing cells and rows shown of a relation (default: 10)',
      atLeast: 0,
    },
    {
      syntax: '--most-rows <rows>',
      description: 'relations with more rows are built and not compared (default: 10000000)',
      atLeast: 0,
    },
    { syntax: '--report <file>', description: 'the report (default: ci/report.md of target/)' },
    { syntax: '--junit <file>', description: 'JUnit XML (default: ci/junit.xml of target/)' },
    {
      syntax: '--github',
      description: 'annotations for GitHub, and the report as the summary of the job',
    },
    { syntax: '--yes', description: 'build beside a protected target' },
    ...SELECTION_FLAGS,
    { syntax: '-x, --fail-fast', description: 'stop at the first failure' },
    { syntax: '--warn-error', description: 'treat warnings as errors' },
    outputFlag('text', 'json'),
    ...PROJECT_FLAGS,
    ...OUTPUT_FLAGS,
  ],
  examples: [
    { line: 'model ci --against prod', text: 'what this working copy changes' },
    { line: 'model ci --github', text: 'in a workflow; docs/ci.md has one' },
    { line: 'model ci --against prod --keep', text: 'to look at what was built' },
  ],
  run: async context => {
    const { flags, printer } = context
    const workspace = await context.openProject()
    const place = ciPlace(context, workspace)
    const selection = readSelection(flags)
    const request = {
      run: runOptions(context, 'refresh', selection),
      keep: flags.on('keep'),
      yes: flags.on('yes'),
      limit: flags.number('limit') ?? DEFAULT_LIMIT,
      mostRows: flags.number('most-rows') ?? DEFAULT_MOST_ROWS,
    }
    const progress = new CiProgress(printer)
    const report = await progress.during(() =>
      workspace.ci(place, request, event => progress.take(event)),
    )
    const written = writeReports(context, workspace.manifest.project, report)
    if (flags.text('output') === 'json') printer.writeJson(report)
    else printCi(report, written, printer)
    return exitCode(report)
  },
}

function exitCode({ status }: CiReport): ExitCode {
  if (status === 'interrupted') return EXIT.unusable
  return status === 'error' ? EXIT.failed : EXIT.ok
}

/** @throws ModelError M3406 without a target to compare with, M3408. */
function ciPlace(context: CommandContext, { manifest }: Workspace): CiPlace {
  const { flags, terminal } = context
  const { ci, target } = manifest.project
  const against = flags.text('against') ?? ci.against ?? target.defer
  if (against === undefined) throw modelError('M3406', { target: '' })
  const prefix = flags.text('prefix') ?? madeUpPrefix(terminal.env)
  if (!PREFIX.test(prefix)) throw modelError('M3408', { prefix })
  return { target: flags.text('target') ?? ci.target ?? against, against, prefix }
}

/** Never the same twice: two runs of one branch do not meet. */
function madeUpPrefix(env: Readonly<Record<string, string | undefined>>): string {
  const branch = BRANCH.map(name => env[name]).find(name => name !== undefined && name !== '') ?? ''
  const slug = branch
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, BRANCH_LENGTH)
    .replace(/_+$/, '')
  const unique = randomBytes(3).toString('hex')
  return slug === '' ? `ci_${unique}_` : `ci_${slug}_${unique}_`
}
