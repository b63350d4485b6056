/** Codes M40xx (the ledger, and what is kept of embedded databases). */
import { define } from '../define.ts'

export const stateErrors = {
  M4001: define<{ found: number; known: number }>({
    title: 'The ledger is newer than this tool',
    message: f =>
      `The ledger in schema model_meta has version ${f.found}; this version of the tool knows ${f.known}.`,
    hint: () => 'Update sql-model to the version that wrote it.',
    help: 'A newer version of the tool has built in this database. An older one must not write beside it: update it.',
  }),
  M4002: define<{ file: string; problem: string }>({
    title: 'A file of kept data is damaged',
    message: f => `The kept file ${f.file} cannot be used: ${f.problem}.`,
    hint: () =>
      'Nothing was changed. Put the file back from a copy; or, to go on without what was kept, give its folder another name.',
    help:
      'Before anything is made from the folder keep/, each of its files is compared with what keep.json says about it. A ' +
      'file was changed, cut short or removed. As long as that is so no new database is made, so that no build writes over ' +
      'what is left. Rows can be read from the other files, which are CSV.',
  }),
  M4003: define<{ folder: string; file: string; reason: string }>({
    title: 'Kept data cannot be loaded',
    message: f => `The kept file ${f.file} in ${f.folder} cannot be loaded: ${f.reason}`,
    hint: () =>
      'Nothing was changed. Mend what the database names; or, to go on without what was kept, give the folder another name.',
    help:
      'A managed table is made again as it was, with its rows, constraints and indexes, and the database refused a part of ' +
      'it: a function or type that is not there, say. The whole restoration is rolled back.',
  }),
  M4004: define<{ folder: string; found: string; tool: string }>({
    title: 'Kept data of a newer tool',
    message: f =>
      `The kept data in ${f.folder} was written by sql-model ${f.tool} (${f.found}), which this version cannot read.`,
    hint: () => 'Update sql-model to the version that wrote it.',
    help: 'What is kept of an embedded database is written by the newest tool that used it. An older one must not make a database from half of it.',
  }),
  M4005: define<{ target: string; adapter: string }>({
    title: 'The target has no embedded database',
    message: f =>
      `The target ${f.target} (${f.adapter}) has no database folder of its own that could be removed.`,
    hint: () => 'Name a target with an embedded database by --target; a server is not touched.',
    help: '`model clean --warehouse` removes the folder of an embedded database. On a server the tool removes nothing but what `model gc` lists.',
  }),
  M4006: define<{ folder: string; reason: string }>({
    title: 'Kept data cannot be written',
    message: f => `What outlives the database cannot be written to ${f.folder}: ${f.reason}`,
    hint: () =>
      'The database itself is whole. Make room or give rights there; the next run writes it again.',
    help: 'After each run the managed tables of an embedded database and the memory of runs are written to the folder keep/. A full disk or missing rights prevented it.',
  }),
  M4007: define<{ holder: string; folder: string }>({
    title: 'The database is in use',
    message: f =>
      `The embedded database in ${f.folder} is in use by ${f.holder}, so it is not removed.`,
    hint: () => 'Stop that process first.',
    help: '`model clean --warehouse` removes the folder of the embedded database, which nobody may be using then.',
  }),
}
