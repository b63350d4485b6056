/** Codes M45xx (schedules, triggers, webhooks). */
import { define } from '../define.ts'

export const scheduleErrors = {
  M4501: define<{ name: string; cron: string; reason: string }>({
    title: 'A schedule that cannot be read',
    message: f =>
      `The schedule ${f.name} has a cron that cannot be read, "${f.cron}": ${f.reason}.`,
    hint: () =>
      'Write minute, hour, day of the month, month, day of the week: "30 2 * * *" is each day at 02:30. A sixth field before them is seconds.',
    help: 'The time of a schedule is written as cron knows it: five fields (minute, hour, day of the month, month, day of the week), or six with seconds first. A field is a number, a name (MON, JAN), a list (1,3), a range (1-5), a step (*/10) or *.',
  }),
  M4502: define<{ name: string; timezone: string; nearest: string | undefined }>({
    title: 'An unknown time zone',
    message: f => `The schedule ${f.name} is in the time zone ${f.timezone}, which does not exist.`,
    hint: f =>
      f.nearest === undefined
        ? 'Write it as the IANA database does, such as Europe/Paris; the default is UTC.'
        : `Did you mean ${f.nearest}?`,
    help: 'Time zones are named as the IANA database does: Europe/Paris, America/New_York, UTC. Abbreviations such as CET have no switch days everywhere and are best avoided.',
  }),
  M4503: define<{ kind: string; name: string }>({
    title: 'A schedule or webhook declared twice',
    message: f => `There are two ${f.kind}s named ${f.name}.`,
    hint: () => 'Give each a name of its own: the ledger remembers them by it.',
    help: 'What happened at the due times of a schedule is remembered under its name, so each needs one of its own; webhooks too.',
  }),
  M4504: define<{ kind: string; name: string; target: string; nearest: string | undefined }>({
    title: 'A schedule or webhook for an unknown target',
    message: f => `The ${f.kind} ${f.name} is for the target ${f.target}, which is not declared.`,
    hint: f =>
      f.nearest === undefined
        ? 'Use a name under `targets:`, or leave `targets` out: it is for all then.'
        : `Did you mean ${f.nearest}?`,
    help: '`targets` of a schedule or a webhook lists the targets it is for. Each has to be declared under `targets:` of project.yml.',
  }),
  M4505: define<{ name: string; cron: string }>({
    title: 'A schedule whose time never comes',
    message: f => `The schedule ${f.name} is never due: no day fits "${f.cron}".`,
    hint: () => 'Look at the day of the month and the month: 30 2 is the 30th of February.',
    help: 'The cron can be read, but there is no such day.',
  }),
  M4506: define<{ name: string; names: readonly string[]; nearest: string | undefined }>({
    title: 'An unknown schedule',
    message: f => `There is no schedule ${f.name} for this target.`,
    hint: f =>
      f.nearest !== undefined
        ? `Did you mean ${f.nearest}?`
        : f.names.length === 0
          ? 'project.yml has no schedules for this target.'
          : `There are: ${f.names.join(', ')}.`,
    help: 'Schedules are declared under `schedules:` of project.yml. One that names `targets` exists on these alone.',
  }),
  M4510: define<{ relation: string; role: string; owner: string; action: 'install' | 'remove' }>({
    title: 'A right is missing for a trigger',
    message: f =>
      f.action === 'install'
        ? `The role ${f.role} may not put a trigger on ${f.relation}, which belongs to ${f.owner}: it has no TRIGGER privilege there.`
        : `The role ${f.role} may not drop a trigger of ${f.relation}, which belongs to ${f.owner}: only its owner may.`,
    hint: f =>
      f.action === 'install'
        ? `As ${f.owner}: grant trigger on ${f.relation} to ${f.role}.`
        : `As ${f.owner}: drop trigger model_change_notice on ${f.relation}; drop trigger model_change_counter on ${f.relation}.`,
    help: 'To put a trigger on a table takes its owner or the TRIGGER privilege on it; to drop one takes its owner. Nothing was changed.',
  }),
  M4511: define<{ source: string; relation: string; kind: string }>({
    title: 'A source that can have no trigger',
    message: f => `The source ${f.source} can have no trigger: ${f.relation} ${f.kind}.`,
    hint: () => 'Triggers stand on tables. For others declare loaded_at_field and a schedule.',
    help: 'Changes are counted by triggers on tables. A view, a foreign table or a table that is not there has none of its own; put it on the tables behind.',
  }),
  M4512: define<{ action: string }>({
    title: 'No source for a trigger',
    message: () => 'No selected source has refresh_on: change.',
    hint: () => 'Write it in the config of the source: config: {refresh_on: change}.',
    help: '`model triggers install` puts triggers on the tables of those sources that ask for it by `refresh_on: change`. A source that a seed backs on this target needs none.',
  }),
  M4508: define<{ name: string }>({
    title: 'A webhook without an address',
    message: f =>
      `The url of the webhook ${f.name} is no address that begins with http:// or https://.`,
    hint: () => 'Write it from the environment: url: \'{{env "WEBHOOK_URL"}}\'.',
    help: 'Notices are sent by POST to the `url` of each webhook. Its value is not shown, because such addresses often hold a token.',
  }),
  M4507: define<{ target: string }>({
    title: 'Nothing to wait for',
    message: f =>
      `There is nothing to run on target ${f.target}: no enabled schedule, and no source with refresh_on: change.`,
    hint: () =>
      "Declare one in project.yml: schedules: [{name: nightly, cron: '0 3 * * *', timezone: Europe/Paris}].",
    help: '`model schedule` waits for the due times of `schedules:` and for changes of sources that have `refresh_on: change`. The project has neither for this target.',
  }),
}
