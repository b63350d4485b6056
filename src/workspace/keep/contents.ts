/** What the folder of kept data says about itself: which files there are, of which tables, written when, by whom. */
import type { TableStructure } from '../../adapters/kept.ts'
import type { Scope } from '../../state/types.ts'

/** Raised when the folder's layout changes in a way that an older tool cannot read. */
export const KEEP_FORMAT = 1

/** A CSV of rows, never changed once it has its name. */
export interface KeptFile {
  readonly file: string
  readonly rows: number
  readonly sha256: string
  /** In the order of the file. */
  readonly columns: readonly string[]
}

/** A table of the project's own. */
export interface KeptTableFile extends KeptFile, Scope {
  readonly node: string
  readonly changes: string | null
  readonly structure: TableStructure
  /** Of its structure, as the engine gives it. */
  readonly mark: string
}

/** keep.json. */
export interface KeptContents {
  readonly format: typeof KEEP_FORMAT
  readonly tool: string
  /** The version of the ledger's tables. */
  readonly ledger: number
  /** Names the database that these files were written from, or that was made from them. */
  readonly database: string
  /** ISO 8601. */
  readonly writtenAt: string
  readonly tables: readonly KeptTableFile[]
  /** Of the ledger by table: what told its rows from others when its file was written. */
  readonly marks: Readonly<Record<string, string | null>>
  /** By table of the ledger. */
  readonly tablesOfLedger: Readonly<Record<string, KeptFile>>
  /** The results of runs, newest first. */
  readonly runs: readonly (KeptFile & { readonly run: string })[]
}

/** Every file that the contents name. */
export function filesOf(contents: KeptContents): readonly KeptFile[] {
  return [...contents.tables, ...Object.values(contents.tablesOfLedger), ...contents.runs]
}
