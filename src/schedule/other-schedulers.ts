/** The schedules as lines for crontab and as a GitHub workflow, for people who have a scheduler. Pure. */
import type { Schedule } from '../project/types.ts'

export interface Elsewhere {
  readonly root: string
  readonly target: string
  /** To tell the difference of a time zone from UTC. */
  readonly now: Date
}

/** Lines for `crontab -e`. Time zones by CRON_TZ, which cronie and others know; seconds are not known there. */
export function printCrontab(schedules: readonly Schedule[], { root, target }: Elsewhere): string {
  const lines = [
    '# Written by model schedule --print crontab.',
    '# CRON_TZ holds for the lines below it. Some versions of cron do not know it: they use the time of the machine.',
  ]
  for (const schedule of schedules) {
    const { name, timezone, cron } = schedule
    lines.push('', `# ${name}`, ...differences(schedule), `CRON_TZ=${timezone}`)
    // In a crontab % ends the command.
    const command = `cd ${quoted(root)} && npx model ${words(schedule, target)}`
    lines.push(`${withoutSeconds(cron)} ${command.replaceAll('%', '\\%')}`)
  }
  return lines.join('\n')
}

/** A workflow for .github/workflows: a job for each schedule. GitHub counts in UTC. */
export function printGithub(schedules: readonly Schedule[], { target }: Elsewhere): string {
  const crons = schedules.flatMap(schedule => [
    ...differences(schedule).map(line => `    ${line}`),
    ...(isUtc(schedule)
      ? []
      : [`    # ${schedule.name} is meant in ${schedule.timezone}; GitHub counts in UTC.`]),
    `    - cron: ${JSON.stringify(withoutSeconds(schedule.cron))}`,
  ])
  const steps = schedules.flatMap(schedule => [
    `      - if: github.event.schedule == ${quoted(withoutSeconds(schedule.cron))} || github.event_name == 'workflow_dispatch'`,
    `        name: ${schedule.name}`,
    `        run: npx model ${words(schedule, target)}`,
  ])
  return [
    '# Written by model schedule --print github.',
    'name: warehouse',
    'on:',
    '  workflow_dispatch:',
    ...(crons.length === 0 ? [] : ['  schedule:', ...crons]),
    'concurrency: warehouse',
    'jobs:',
    '  refresh:',
    '    runs-on: ubuntu-latest',
    '    env:',
    `      DATABASE_URL: $\{{ secrets.DATABASE_URL }}`,
    '    steps:',
    '      - uses: actions/checkout@v4',
    '      - uses: actions/setup-node@v4',
    '        with: {node-version: 20, cache: npm}',
    '      - run: npm ci',
    ...steps,
  ].join('\n')
}

const isUtc = ({ timezone }: Schedule) => /^(UTC|Etc\/UTC|GMT|Etc\/GMT)$/.test(timezone)

/** What these schedulers do otherwise. */
function differences({ cron, missed, jitter, name }: Schedule): readonly string[] {
  const seconds = fieldsOf(cron).length > 5 ? ['its seconds are left out'] : []
  const late = missed === 'once' ? ['missed times are not made up for'] : []
  const spread = jitter > 0 ? ['without jitter'] : []
  const all = [...seconds, ...late, ...spread]
  return all.length === 0 ? [] : [`# ${name}: ${all.join(', ')}.`]
}

const fieldsOf = (cron: string) => cron.trim().split(/\s+/)

function withoutSeconds(cron: string): string {
  const fields = fieldsOf(cron)
  return (fields.length > 5 ? fields.slice(1) : fields).join(' ')
}

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
