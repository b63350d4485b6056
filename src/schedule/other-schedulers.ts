/** The schedules as lines for crontab and as a GitHub workflow, for people who have a scheduler. Pure. */
import type { Schedule } from '../project/types.ts'
import { plainCron, shortestGap } from './plain-cron.ts'

export interface Elsewhere {
  readonly root: string
  readonly target: string
  /** Names of the environment variables that the target needs. */
  readonly variables: readonly string[]
}

/** Minutes between two runs, at least, that GitHub allows. */
const GITHUB_GAP = 5

/** A schedule as others read it. */
interface Printed {
  readonly schedule: Schedule
  readonly cron: string
  /** What is otherwise there. */
  readonly notes: readonly string[]
}

/** One that they cannot read. */
interface Unprinted {
  readonly schedule: Schedule
  readonly problem: string
}

/** Lines for `crontab -e`. Time zones by CRON_TZ, which cronie and others know. */
export function printCrontab(
  schedules: readonly Schedule[],
  { root, target, variables }: Elsewhere,
): string {
  const { printed, unprinted } = asOthersRead(schedules)
  const lines = [
    '# Written by model schedule --print crontab.',
    '# CRON_TZ holds for the lines below it. Some versions of cron do not know it: they use the time of the machine.',
    '# On the two days on which clocks are set, a time that the day leaves out or has twice may be left out or come twice.',
    '# cron knows few folders with programs: where it finds no npx, set PATH in a line above.',
    ...(variables.length === 0
      ? []
      : [
          `# The runs need ${variables.join(', ')}: in a file .env of the project, or set in lines above.`,
        ]),
  ]
  for (const { schedule, cron, notes } of printed) {
    // In a crontab % ends the command.
    const command = `cd ${quoted(root)} && npx model ${words(schedule, target)}`
    lines.push('', comment(schedule, notes), `CRON_TZ=${schedule.timezone}`)
    lines.push(`${cron} ${command.replaceAll('%', '\\%')}`)
  }
  return [...lines, ...leftOut(unprinted)].join('\n')
}

/** A workflow for .github/workflows: a step for each schedule, which can be started by hand too. */
export function printGithub(
  schedules: readonly Schedule[],
  { target, variables }: Elsewhere,
): string {
  const { printed, unprinted } = asOthersRead(schedules)
  const crons = printed.map(githubCron)
  const heading = ['# Written by model schedule --print github.']
  const missing = leftOut(unprinted).filter(line => line !== '')
  if (crons.length === 0) return [...heading, ...missing].join('\n')
  return [
    ...heading,
    '# GitHub may start late, and at busy times leave one out; a time that a switch day leaves out comes when the gap is over.',
    ...(variables.length === 0
      ? [
          `# Target ${target} takes nothing from the environment, so no secret either; a database in a folder is gone after each job.`,
        ]
      : []),
    ...missing,
    'name: warehouse',
    'on:',
    '  workflow_dispatch:',
    '    inputs:',
    '      schedule:',
    '        type: choice',
    '        required: true',
    `        options: [${printed.map(({ schedule }) => JSON.stringify(schedule.name)).join(', ')}]`,
    '  schedule:',
    ...triggersOf(crons),
    'permissions:',
    '  contents: read',
    'concurrency: warehouse',
    'jobs:',
    '  warehouse:',
    '    runs-on: ubuntu-latest',
    ...(variables.length === 0 ? [] : ['    env:']),
    ...variables.map(name => `      ${name}: \${{ secrets.${name} }}`),
    '    steps:',
    '      - uses: actions/checkout@v4',
    '      - uses: actions/setup-node@v4',
    '        with: {node-version: 20, cache: npm}',
    '      - run: npm ci',
    ...crons.flatMap(({ schedule, cron }) => [
      `      - name: ${JSON.stringify(schedule.name)}`,
      `        if: github.event.schedule == ${inExpression(cron)} || inputs.schedule == ${inExpression(schedule.name)}`,
      `        run: ${yamlText(`npx model ${words(schedule, target)}`)}`,
    ]),
  ].join('\n')
}

/** What GitHub takes without a time zone; it knows no zone UTC. */
const isUtc = ({ timezone }: Schedule): boolean =>
  /^(Etc\/)?(UTC|GMT|UCT|Zulu|Universal)$/i.test(timezone)

/** One trigger for each time, which several schedules may share. */
function triggersOf(crons: readonly Printed[]): readonly string[] {
  const byTime = new Map<string, Printed[]>()
  for (const each of crons) {
    const time = `${each.cron} ${each.schedule.timezone}`
    byTime.set(time, [...(byTime.get(time) ?? []), each])
  }
  return [...byTime.values()].flatMap(same => {
    const [{ schedule, cron }] = same as [Printed]
    const other = crons.find(
      each => each.cron === cron && each.schedule.timezone !== schedule.timezone,
    )
    return [
      ...same.map(each => `    ${comment(each.schedule, each.notes)}`),
      ...(other === undefined
        ? []
        : [
            `    # GitHub tells a run its cron alone: ${other.schedule.name}, in another time zone, runs along.`,
          ]),
      `    - cron: ${JSON.stringify(cron)}`,
      ...(isUtc(schedule) ? [] : [`      timezone: ${JSON.stringify(schedule.timezone)}`]),
    ]
  })
}

/** As GitHub allows it. */
function githubCron({ schedule, cron, notes }: Printed): Printed {
  if (shortestGap(cron) >= GITHUB_GAP) return { schedule, cron, notes }
  const [minutes, ...rest] = cron.split(' ')
  const every = /^\*(\/\d+)?$/.test(minutes!)
  return {
    schedule,
    cron: every ? [`*/${GITHUB_GAP}`, ...rest].join(' ') : cron,
    notes: [...notes, `GitHub starts nothing more often than every ${GITHUB_GAP} minutes`],
  }
}

function asOthersRead(schedules: readonly Schedule[]) {
  const printed: Printed[] = []
  const unprinted: Unprinted[] = []
  for (const schedule of schedules) {
    const plain = plainCron(schedule.cron)
    if ('problem' in plain) unprinted.push({ schedule, problem: plain.problem })
    else printed.push({ schedule, cron: plain.cron, notes: notesOn(schedule, plain.leavesOut) })
  }
  return { printed, unprinted }
}

/** What these schedulers do otherwise. */
function notesOn({ missed, jitter }: Schedule, leavesOut: readonly string[]): readonly string[] {
  const late = missed === 'once' ? ['missed times are not made up for'] : []
  const spread = jitter > 0 ? ['without jitter'] : []
  return [...leavesOut, ...late, ...spread]
}

const comment = ({ name }: Schedule, notes: readonly string[]): string =>
  notes.length === 0 ? `# ${name}` : `# ${name}: ${notes.join(', ')}.`

const leftOut = (unprinted: readonly Unprinted[]): readonly string[] =>
  unprinted.flatMap(({ schedule: { name, cron }, problem }) => [
    '',
    `# ${name} is left out: of ${cron}, ${problem}. model schedule runs it.`,
  ])

function words({ command, select, exclude, vars }: Schedule, target: string): string {
  const selected = select.length === 0 ? [] : ['--select', ...select.map(quoted)]
  const left = exclude.length === 0 ? [] : ['--exclude', ...exclude.map(quoted)]
  const given = Object.keys(vars).length === 0 ? [] : ['--vars', quoted(JSON.stringify(vars))]
  const yes = command === 'test' ? [] : ['--yes']
  return [command, '--target', target, ...selected, ...left, ...given, '--wait', ...yes].join(' ')
}

/** For a shell. */
function quoted(word: string): string {
  return /^[\w@+:.,/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** For an expression of GitHub's. */
const inExpression = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Plain where YAML reads it as it is. */
const yamlText = (text: string): string => (/: | #|\\/.test(text) ? JSON.stringify(text) : text)
