/** Codes M40xx (the ledger). */
import { define } from '../define.ts'

export const stateErrors = {
  M4001: define<{ found: number; known: number }>({
    title: 'The ledger is newer than this tool',
    message: f =>
      `The ledger in schema model_meta has version ${f.found}; this version of the tool knows ${f.known}.`,
    hint: () => 'Update sql-model to the version that wrote it.',
    help: 'A newer version of the tool has built in this database. An older one must not write beside it: update it.',
  }),
}
