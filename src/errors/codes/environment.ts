/** Codes M34xx (several environments of one project: deferring, cloning, CI). */
import { define } from '../define.ts'

export const environmentErrors = {
  M3401: define<{ target: string; place: string; own: string; ownPlace: string }>({
    title: 'The other target is another database',
    message: f =>
      `Target ${f.target} is ${f.place}, and target ${f.own} is ${f.ownPlace}: one cannot read the relations of the other.`,
    hint: f =>
      `Build in the database of ${f.target}, under a schema_prefix of its own; when both are one database, write its host alike in both.`,
    help: 'Deferring and cloning read the relations of another environment from the statements that build this one, so both have to be in the same database: the same server and database of Postgres, or the same folder of the embedded engine. Environments of one database differ by their `schema_prefix`. `model diff` compares across databases.',
  }),
  M3402: define<{ target: string; prefix: string }>({
    title: 'The other target is the same environment',
    message: f =>
      `Target ${f.target} has the ${f.prefix === '' ? 'same database and no schema prefix either' : `same database and the same schema prefix ${f.prefix}`}: it is this environment itself.`,
    hint: () => 'Name another target, or give this one a schema_prefix of its own.',
    help: 'An environment is a database with a schema prefix; the name of a target is only a name. Two targets with the same of both are one environment, and there is nothing to defer to, to clone or to compare with.',
  }),
  M3403: define<{ flag: string }>({
    title: 'A flag needs another environment',
    message: f => `${f.flag} needs to know which target it is about.`,
    hint: () => 'Give --defer TARGET, or write `defer: TARGET` into the target in project.yml.',
    help: '`--favor-state` reads what is not selected in the environment that is deferred to, also when this one has it. Without an environment to defer to it means nothing.',
  }),
  M3404: define<{ target: string }>({
    title: 'Nothing to clone from',
    message: f => `model clone needs to know from which target to copy into ${f.target}.`,
    hint: () => 'Give --from TARGET, or write `defer: TARGET` into the target in project.yml.',
    help: '`model clone` copies what another target of the same database has built into the schemas of this one.',
  }),
  M3405: define<{ target: string }>({
    title: 'A protected target is not cloned into',
    message: f =>
      `Target ${f.target} is protected: what it has is built, never copied from elsewhere.`,
    hint: () => 'Name the target to copy into: -t TARGET.',
    help: 'A clone puts relations where readers look without building or checking them. That is for environments of developers, not for a target with `protected: true`.',
  }),
  M3406: define<{ target: string }>({
    title: 'Nothing stands to compare with',
    message: f =>
      f.target === ''
        ? 'model ci needs to know which target to compare with.'
        : `Target ${f.target} has built nothing in this database: there is nothing to compare with.`,
    hint: f =>
      f.target === ''
        ? 'Give --against TARGET, or write `ci: {against: TARGET}` into project.yml.'
        : `Build it first: model build -t ${f.target}.`,
    help: '`model ci` builds what the project changes and compares it with what another target has built. The ledger of the database has nothing of that target, or no target was named.',
  }),
  M3407: define<{ prefix: string; relations: number }>({
    title: 'The prefix of a CI run is taken',
    message: f =>
      `Prefix ${f.prefix} is of an environment with ${f.relations} relations that no CI run made.`,
    hint: () => 'Give another --prefix, or none: a new one is made up.',
    help: 'A CI run drops all that is built under its prefix when it ends. It takes no prefix under which something stands that it did not make itself.',
  }),
  M3408: define<{ prefix: string }>({
    title: 'Not a prefix for a CI run',
    message: f => `${JSON.stringify(f.prefix)} cannot be the schema prefix of a CI run.`,
    hint: () =>
      'Use lower-case letters, digits and underscores, with ci_ before and _ behind: ci_my_branch_.',
    help: 'What a CI run builds is dropped when it ends. So that nothing else is ever taken for it, its schema prefix begins with ci_ and ends with an underscore.',
  }),
  M3409: define<{ target: string }>({
    title: 'A CI run beside a protected target',
    message: f => `Target ${f.target} is protected, and the CI run would build in its database.`,
    hint: () =>
      'Name another target of the same database (-t, or `ci: {target: NAME}` in project.yml), or give --yes.',
    help: 'A CI run writes only under a schema prefix of its own, but its statements run where production runs, with the rights of the target. For a target with `protected: true` that has to be said.',
  }),
}
