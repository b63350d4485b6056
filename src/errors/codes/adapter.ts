/** Codes M20xx (connections, capabilities), M21xx (errors a database reports) and M22xx (holders and locks). */
import { define } from '../define.ts'

/** What becomes of managed tables when the folder is made anew. */
const afterwards = (kept: string | undefined): string =>
  kept === undefined
    ? 'and nothing of it was kept: rows that were written to managed tables would be lost.'
    : `managed tables and history come from keep/ as they were at ${kept}.`

export const adapterErrors = {
  M2001: define<{ name: string; known: readonly string[]; nearest: string | undefined }>({
    title: 'Unknown adapter',
    message: f => `There is no adapter "${f.name}"; known are ${f.known.join(', ')}.`,
    hint: f => (f.nearest ? `Did you mean "${f.nearest}"?` : undefined),
    help:
      'The key `adapter` of a target in project.yml names the engine in which the project is built. Use one of the listed ' +
      'names.',
  }),
  M2002: define<{ adapter: string; key: string; found: string; expected: string }>({
    title: 'Bad setting of a target',
    message: f =>
      `The target's setting "${f.key}" of adapter ${f.adapter} is ${f.found}; expected ${f.expected}.`,
    hint: f => `Change "${f.key}" of this target in project.yml.`,
    help: 'A setting that the adapter needs is missing or has the wrong type. The message says what was expected.',
  }),
  M2003: define<{ folder: string; found: string; expected: string; kept: string | undefined }>({
    title: 'Embedded database of another version',
    message: f =>
      `The embedded database in ${f.folder} was made by PostgreSQL ${f.found}; this version of the tool has PostgreSQL ` +
      `${f.expected} and cannot open it.`,
    hint: f =>
      `\`model clean --warehouse\`, then build: seeds and models are made anew, ${afterwards(f.kept)}`,
    help:
      'The files of a PostgreSQL database belong to one major version, and no other can read them. The embedded database is ' +
      'a build product: `model clean --warehouse` removes it, a build makes it anew. Managed tables and the memory of runs ' +
      'come back as they were written to the folder keep/ last, after the last run; what was changed in them since can only ' +
      'be read by the version of the tool that made the folder: run `model build` with that one first.',
  }),
  M2004: define<{ folder: string; reason: string; kept: string | undefined }>({
    title: 'Embedded database does not open',
    message: f => `The embedded database in ${f.folder} does not open: ${f.reason}`,
    hint: f =>
      `If a second try fails too, \`model clean --warehouse\`, then build: seeds and models are made anew, ${afterwards(f.kept)}`,
    help:
      'PostgreSQL refused to start on the folder. A full disk or missing rights are the usual causes; a folder damaged by ' +
      'a power failure is the rare one. The folder is a build product: it can be removed and built again. Managed tables and ' +
      'the memory of runs come back as they were written to the folder keep/ after the last run.',
  }),
  M2005: define<{ folder: string }>({
    title: 'Not a database folder',
    message: f =>
      `${f.folder} holds something else than an embedded database; expected a database folder, an empty one or none.`,
    hint: () => 'Give the target another "path" in project.yml, or remove what is there.',
    help: 'The `path` of a target with the embedded engine is the folder of its database. The tool does not write into a folder that holds something else.',
  }),
  M2006: define<{ file: string }>({
    title: "The embedded engine's worker is missing",
    message: f => `The file ${f.file}, in which the embedded engine runs, does not exist.`,
    hint: () => 'Build or install the package again (`npm run build` in a checkout).',
    help: 'The embedded engine runs in a thread of its own, whose program is a file beside the tool. It is made by the build of the package.',
  }),
  M2007: define<{ sql: string }>({
    title: 'Statement outside of the open transaction',
    message: f =>
      `A statement was sent to the adapter inside the work of a transaction, where it would wait for that transaction for ever: ${f.sql}`,
    hint: () => "Send it on the transaction's own session.",
    help: 'An engine with one session runs one transaction at a time. Code that runs inside a transaction has to use the session it was given.',
  }),
  M2008: define<{ reason: string }>({
    title: 'The embedded engine ended',
    message: f => `The embedded engine ended in the middle of a statement: ${f.reason}`,
    hint: () =>
      'The statement may need more memory than the embedded engine has; the database itself is opened again at the next statement.',
    help: 'The thread of the embedded engine ended unexpectedly. Its database is safe: what was not committed is rolled back.',
  }),
  M2009: define<{ reason: string }>({
    title: 'A session of the embedded database is over',
    message: f => `What was open in the embedded database is lost: ${f.reason}.`,
    hint: () => 'Run again; what was not committed is rolled back.',
    help:
      'The embedded database has one session, which all its users share. A running statement can only be cancelled by ' +
      'ending the thread in which it runs, and with it end the streams that others read. The database itself goes on at ' +
      'the next statement.',
  }),
  M2011: define<{ host: string; database: string; reason: string }>({
    title: 'No connection to the database',
    message: f => `No connection to the database ${f.database} at ${f.host}: ${f.reason}`,
    hint: () => 'Check the target in project.yml, and whether the server runs and lets you in.',
    help: 'The server could not be reached, or refused the user, the password or the database. The reason is what the server or the network said.',
  }),
  M2012: define<{ host: string; reason: string }>({
    title: 'Connection lost',
    message: f => `The connection to ${f.host} was lost: ${f.reason}`,
    hint: () => 'What was not committed is rolled back. Run again.',
    help: 'The connection broke in the middle of a statement: the server was stopped, the network failed, or an administrator ended the session.',
  }),
  M2101: define<{ relation: string; blockers: string; seconds: number }>({
    title: 'Publication could not lock its relations',
    message: f =>
      `${f.relation} could not be locked for publication within ${f.seconds} s${f.blockers ? `; held by ${f.blockers}` : ''}.`,
    hint: () => 'Nothing was published. End the long transaction, or run again later.',
    help: 'Publication needs a short exclusive lock and gives way to readers. A table that is read for longer than publish_timeout gets its rows replaced in place; a view that has to be written again cannot, so the run ends without publishing.',
  }),
  M2102: define<{ view: string; column: string; relation: string; reason: string }>({
    title: 'A view outside of the run would break',
    message: f =>
      `The view ${f.view} reads ${f.relation}, and would break by the change of column ${f.column}: ${f.reason}`,
    hint: () =>
      'What is published stays as it was. Change or drop that view first, or keep the column as it was.',
    help: 'Views on a published relation are kept working. A column that a view of others reads cannot be removed; when its type changes, the table keeps its identity and its old type if that holds all new values, and otherwise the run refuses. Below a view of the project itself only that relation and what reads it stay as they were. The tool never drops what it did not make.',
  }),
  M2103: define<{ view: string; column: string; relation: string }>({
    title: 'A view that stays as it is reads a removed column',
    message: f =>
      `The view ${f.view}, which is not published with this run, reads column ${f.column} of ${f.relation}, which has no such column any more.`,
    hint: f =>
      `Change its SQL, and build it too (\`--select ${f.relation}+\`). When no file makes it any more, remove it: model query 'drop view ${f.view}'.`,
    help: 'A run publishes the selected relations and keeps the other views of the project working, also one of this run that failed or is held back. Below a view that reads a removed column a relation stays as it was, with what reads it; the rest goes out. Change the view, and build it in the same run.',
  }),
  M2104: define<{ relation: string; kind: string; name: string }>({
    title: 'A view that cannot be replaced',
    message: f =>
      `${f.relation} cannot be replaced: the ${f.kind} ${f.name} hangs on it and would stay with the old relation.`,
    hint: () => 'Nothing was published. Drop that object, or make it depend on something else.',
    help: 'A view whose columns change, and a relation that turns from a view into a table or back, gets a new identity. Views that read it are re-pointed; a function, a materialized view, a foreign key, a policy or a view of another owner cannot follow, and a view has no rows that could be replaced instead. docs/publication.md has all cases.',
  }),
  M2105: define<{ relation: string; column: string; problem: string; because: string }>({
    title: 'New rows do not fit into the published table',
    message: f =>
      `The rows of ${f.relation} have to be replaced in place (${f.because}), and column ${f.column} is in the way: ${f.problem}.`,
    hint: () =>
      'Nothing was published. Keep the column as it was, change the published table by hand, or remove what keeps it from being swapped (`on_publish: in_place` for one build, say).',
    help: 'A table that keeps its identity keeps its columns. New columns are added to it; a column whose type holds all new values is kept; a column that is gone or has another type would need a new table. The message says why the table cannot be swapped for one.',
  }),
  M2106: define<{ relation: string; because: string; reason: string }>({
    title: 'Rows that others refer to are gone',
    message: f =>
      `The rows of ${f.relation} cannot be replaced in place (${f.because}): ${f.reason}`,
    hint: () =>
      'Nothing was published. Keep the rows that are referred to, or remove the rows that refer to them first.',
    help: 'A table at which foreign keys of other tables point is changed by difference, so that rows referred to stay. The new rows lack one that is still referred to.',
  }),
  M2107: define<{ relation: string; because: string; reason: string }>({
    title: 'Rows could not be replaced in place',
    message: f =>
      `The rows of ${f.relation} cannot be replaced in place (${f.because}): ${f.reason}`,
    hint: () =>
      'Nothing was published. Mend the rows, or change what the published table demands of them.',
    help: 'The table keeps its identity, and with it its constraints, triggers, rules and policies. One of them, or a missing privilege, refuses the new rows; the reason is what the database said.',
  }),
  M2108: define<{ relation: string; part: string; reason: string }>({
    title: 'New rows break a constraint of the published table',
    message: f => `${f.relation} cannot be published with ${f.part}: ${f.reason}`,
    hint: () =>
      'Nothing was published. Mend the rows; or, when it is no longer wanted, drop it from the published table by `model query`.',
    help: 'Indexes and constraints that stand on the published table, made by configuration or by hand, are kept when it is replaced. The new rows break one. What left the configuration stays until somebody drops it.',
  }),
  M2201: define<{ folder: string; holder: string }>({
    title: 'Embedded database in use',
    message: f => `The embedded database in ${f.folder} is in use by ${f.holder}.`,
    hint: () => 'Wait for it with --wait, or end that process.',
    help: 'An embedded database has one holder at a time. A second command waits with `--wait`, or ends with this error and says who holds it; a process that serves the database lets others use it instead.',
  }),
  M2202: define<{ key: string; holder: string }>({
    title: 'Another run of this environment',
    message: f => `This environment is being built already, by ${f.holder}.`,
    hint: () => 'Wait for it with --wait.',
    help: 'One run at a time builds an environment. A second one waits with `--wait`, or ends with this error.',
  }),
  M2203: define<{ holder: string }>({
    title: 'The environment went to another run',
    message: f =>
      `The connection that held this environment for the run broke, and the environment went to ${f.holder}.`,
    hint: () => 'Nothing more of this run is published. Run again when the other one has ended.',
    help: 'The server gives the lock of an environment free when the connection of its holder breaks. A run whose lock is gone takes it again and goes on; when another run was faster, it stops.',
  }),
  M2204: define<{ processes: string; seconds: number }>({
    title: 'A dead run is still at work in the server',
    message: f =>
      `An earlier run of this environment is dead, but its work in the server did not end within ${f.seconds} s: ${f.processes}.`,
    hint: () => 'End it with select pg_terminate_backend(...), as its user or a superuser.',
    help: 'The server goes on with a statement after its client is gone. The next run ends such processes before it reads what stands; the server allows that to the same role alone (or its members, and pg_signal_backend).',
  }),
  M2206: define<{ holder: string }>({
    title: 'The holder of the embedded database ended',
    message: f =>
      `The embedded database was used through ${f.holder}, which ended or stopped serving it.`,
    hint: () =>
      'Run again: the command then opens the database itself, or finds the new holder. What was not committed is rolled back.',
    help: 'While a long-lived process holds the embedded database, other commands use it through that process. When it is stopped or killed, their transactions are rolled back and this error is raised.',
  }),
  M2207: define<{ holder: string; found: number | undefined; expected: number }>({
    title: 'The holder is another version of the tool',
    message: f =>
      `The embedded database is held by ${f.holder}, whose messages have version ${f.found ?? 'unknown'}; this command ` +
      `expected version ${f.expected}.`,
    hint: () =>
      'Stop that process and start it again with the version of this command, or use its version here.',
    help: 'A long-lived process that holds the embedded database answers other commands, but only of a version that speaks as it does. After an upgrade of the tool start that process anew.',
  }),
  M2209: define<{ holder: string; force: boolean }>({
    title: 'The holder of a lock lives',
    message: f => `Nothing was unlocked: the holder lives, or may live: ${f.holder}.`,
    hint: f =>
      f.force
        ? 'Wait for it (--wait), end that process, or end its connections by model unlock --force: its run then stops and publishes nothing more.'
        : 'Wait for it (--wait), or end that process: its locks go with it.',
    help: 'Locks end with the process that took them, however it ends. `model unlock` removes what a dead process left; a process that lives is stopped by ending it, or on a server by `--force`, which ends its connections.',
  }),
  M2210: define<{ processes: string }>({
    title: 'Not allowed to end the holder of a lock',
    message: f => `Nothing was unlocked: the role of this target may not end ${f.processes}.`,
    hint: () =>
      'Unlock as the role that built, as a member of it or of pg_signal_backend, or as a superuser.',
    help: '`model unlock` ends server processes by pg_terminate_backend(), which the server allows to the same role, its members, members of pg_signal_backend, and superusers.',
  }),
  M2208: define<{ seconds: number }>({
    title: 'A transaction was silent for too long',
    message: f =>
      `The transaction was rolled back: its process sent nothing for ${f.seconds} seconds, and the embedded database has ` +
      'one session for all.',
    hint: () => 'Run again; do not suspend a command in the middle of a publication.',
    help: 'A process that uses the embedded database through its holder has the one session of it while its transaction is open. When it sends no statement for a minute, the holder rolls the transaction back, so that others can go on.',
  }),
}
