/** Codes M30xx (ownership, publication, running a plan). */
import { define } from '../define.ts'

/** What helps against the commonest refusals, by SQLSTATE. */
const REFUSALS: Readonly<Record<string, string>> = {
  '42501': 'Grant the role of the target what it needs.',
  '53100': 'The disk of the server is full: make room, then run again.',
  '57014': 'Raise statement_timeout for this target or its role.',
}

export const runErrors = {
  M3001: define<{ relation: string; kind: string }>({
    title: 'The relation is not ours',
    message: f =>
      `${f.relation} exists as a ${f.kind} and was not made by this project: it is not replaced.`,
    hint: () => 'Rename the model, build in another schema, or take it over with --adopt.',
    help: 'The ledger knows every relation that the tool has made. One that it did not make is never replaced or dropped, unless you take it over with --adopt.',
  }),
  M3002: define<{ relation: string; project: string; environment: string }>({
    title: 'The relation belongs to another project',
    message: f =>
      `${f.relation} was built by project ${f.project}${f.environment === '' ? '' : ` (prefix ${f.environment})`}: it is not replaced.`,
    hint: () => 'Give one of the two projects another schema or a schema_prefix.',
    help: 'Two projects must not build the same relation. Each would undo what the other did.',
  }),
  M3003: define<{
    node: string
    parent: string
    relation: string
    leaf: string
    deferred?: string
  }>({
    title: 'A parent has never been built',
    message: f =>
      `${f.node} reads ${f.parent}, but ${f.relation} does not exist${f.deferred === undefined ? '' : `, and target ${f.deferred} has not built ${f.parent} either`}.`,
    hint: f => `Build it too: --select +${f.leaf}.`,
    help: 'A reference to a node outside the selection reads its published relation. When that does not exist, and no environment that the run defers to (`--defer`) has it either, nothing is started. Select the parents with a + before the name.',
  }),
  M3004: define<{ node: string; relation: string; database: string }>({
    title: 'A source does not exist',
    message: f =>
      `${f.node} reads the source ${f.relation}, which does not exist in database ${f.database}.`,
    hint: () =>
      'Check the schema and identifier of the source, or back it with a seed on a target with demo_sources: true.',
    help: 'Sources are read, never made. On targets with demo_sources: true a seed named schema.table.csv takes the place of the source.',
  }),
  M3005: define<{ schema: string; longest: number }>({
    title: 'The name of a schema is too long',
    message: f =>
      `Schema ${f.schema} is too long: with the endings __stage and __old it passes 63 bytes.`,
    hint: f => `Use a name (with its prefix) of at most ${f.longest} bytes.`,
    help: 'Nodes are built in <schema>__stage and replaced ones wait in <schema>__old; Postgres cuts names at 63 bytes, so both must fit.',
  }),
  M3006: define<{ relation: string; column: string; change: string }>({
    title: 'A managed table does not match its declaration',
    message: f =>
      `The managed table ${f.relation} cannot follow its file: column ${f.column} ${f.change}.`,
    hint: () =>
      'Only new nullable columns are added. Change the table by hand, then the file, or take the change back.',
    help: 'Managed tables hold data that people and programs wrote; the tool adds nullable columns and never removes or retypes one.',
  }),
  M3007: define<{ target: string }>({
    title: 'Partial data needs a place of its own',
    message: f => `--empty on target ${f.target} would publish empty relations where people read.`,
    hint: () => 'Use a target with a schema_prefix, or the embedded engine.',
    help: 'Relations built by --empty are for trying out a project; they are only allowed beside the real ones.',
  }),
  M3008: define<{ node: string }>({
    title: 'The run was interrupted',
    message: f => `${f.node} was not finished: the run was interrupted.`,
    help: 'Ctrl-C, a lost connection or --fail-fast ended the run. Nothing of it was published.',
  }),
  M3009: define<{ node: string; text: string }>({
    title: 'The database refused a statement',
    message: f => f.text,
    help: 'The database reported an error about the SQL that a template rendered to. The place is the line of the template; the compiled SQL is under target/compiled.',
  }),
  M3010: define<{ node: string; path: string }>({
    title: 'A seed without a file',
    message: f => `${f.node} has neither a file nor declared columns: ${f.path}.`,
    hint: () => 'Declare the columns of the source, each with its data_type.',
    help: 'Under --seed-path a source whose file is missing is built empty, from its declared columns; so it needs them.',
  }),
  M3011: define<{ path: string; column: string; nearest: string | undefined }>({
    title: 'A column is missing in a CSV',
    message: f => `${f.path} has no column ${f.column}, which is declared for it.`,
    hint: f =>
      f.nearest === undefined
        ? 'Add the column to the file, or take it out of the schema file.'
        : `Did you mean ${f.nearest}?`,
    help: 'A declared column must be in the CSV. Only a file that backs a source may lack columns, and only nullable ones: they are NULL in every row.',
  }),
  M3012: define<{ text: string }>({
    title: 'Nothing was published',
    message: f => `The publication failed and was rolled back: ${f.text}`,
    hint: () => 'Readers see what they saw before. Mend the cause and run again.',
    help: 'Everything was built and checked, but the transaction that makes it visible failed as a whole. Readers see the relations that stood before.',
  }),
  M3013: define<{ path: string; problem: string; instead: string }>({
    title: 'A CSV that cannot be read',
    message: f => `${f.path} cannot be loaded: ${f.problem}.`,
    hint: f => f.instead,
    help: 'The first line of a CSV names its columns, each once; every further line has a value for each. A value with a delimiter, a quote or a line break in it stands in double quotes, and quotes inside are doubled.',
  }),
  M3015: define<{ reason: string }>({
    title: 'It is not known whether the publication happened',
    message: f => `The connection broke while the publication was committed: ${f.reason}`,
    hint: () =>
      'All of it happened or nothing: model status says which, when the database is there again.',
    help: 'The commit was sent, and no answer came. Usually the tool asks the ledger over a new connection; here none was to be had. The ledger is written in the same transaction, so it knows, and the next run goes on from what it says.',
  }),
  M3020: define<{ target: string; reason: string }>({
    title: 'No run of one moment on this engine',
    message: f =>
      `The target ${f.target} has consistency: snapshot, which its engine cannot keep: ${f.reason}`,
    hint: () => 'Remove `consistency` from this target.',
    help: 'With `consistency: snapshot` all stages of a run are built in one transaction that sees the database at one moment.',
  }),
  M3021: define<{ node: string; target: string }>({
    title: 'publish: each in a run of one moment',
    message: f =>
      `${f.node} is published on its own (publish: each), but the target ${f.target} has consistency: snapshot.`,
    hint: () => 'Remove one of the two.',
    help: 'With `consistency: snapshot` all stages lie in one transaction until the last of them is built, so none can be published before.',
  }),
  M3022: define<{ text: string }>({
    title: 'The moment of a run was lost',
    message: f =>
      `The transaction in which all stages were built did not come to its end: ${f.text}`,
    hint: () => 'Nothing was published; readers see what they saw before. Run again.',
    help: 'With `consistency: snapshot` all stages are built in one transaction. When its connection breaks, or the server ends it, everything that was built in it is gone.',
  }),
  M3017: define<{ text: string; code: string | undefined }>({
    title: 'The database refused a statement of the tool',
    message: f =>
      `The run cannot go on: the database refused a statement of the tool itself: ${f.text}${f.code === undefined ? '' : ` (SQLSTATE ${f.code})`}.`,
    hint: f => REFUSALS[f.code ?? ''] ?? 'Mend the cause and run again.',
    help: 'Beside your models the tool reads the catalog, writes its ledger in the schema model_meta, and makes schemas. One of these statements failed, so that no model could be built or published: for want of a right, of room on a disk, or of time.',
  }),
  M3016: define<{ relations: string; seconds: number }>({
    title: 'The place of a stage is taken',
    message: f =>
      `${f.relations}, left by an earlier run, could not be dropped within ${f.seconds} s: somebody reads it.`,
    hint: () => 'Nothing was built. End that session, or run again later.',
    help: 'Nodes are built in <schema>__stage. What an earlier run left there is dropped first, without waiting long for anyone; when somebody reads it in a transaction that stays open, the place stays taken.',
  }),
  M3030: define<{ node: string; seconds: number }>({
    title: 'The time limit of a node',
    message: f => `${f.node} took longer than its time limit of ${f.seconds} s and was cancelled.`,
    hint: () =>
      'Give it more time by its config (timeout: 10m) or --node-timeout, or look why it is slow.',
    help: 'A model, seed or test with `timeout:` in its config, and every other one under `--node-timeout`, gets so much time for an attempt. What runs then is cancelled in the database; the node counts as failed, what reads it is skipped, and what readers see stays. The embedded engine cannot be told to stop: its thread is ended and begun anew, which takes half a second.',
  }),
  M3014: define<{ owner: string; hook: string; text: string }>({
    title: 'A hook failed',
    message: f => `A hook of ${f.owner} failed: ${f.text}. It was: ${f.hook}`,
    hint: () => 'Mend the hook in its config; {{this}} in a hook of a model is its stage.',
    help: 'Hooks are statements of yours: `pre_hook` and `post_hook` of a model around its building, on-run-start and on-run-end of the project around a run. The database refused one of them.',
  }),
}
