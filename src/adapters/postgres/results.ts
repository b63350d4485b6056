/** Results as the adapter's interface has them, from rows in the order of their columns. */
import { BUILT_IN_TYPES } from './types.ts'

export interface ResultColumn {
  readonly name: string
  readonly type: string
}

/** Rows as objects; of columns with one name the last one stays. */
export function rowObjects<Row>(
  columns: readonly ResultColumn[],
  rows: readonly (readonly unknown[])[],
): readonly Row[] {
  return rows.map(values => {
    const row: Record<string, unknown> = {}
    for (let at = 0; at < columns.length; at++) row[columns[at]!.name] = values[at]
    return row as Row
  })
}

/** Asks the database for the name of a type. */
export const TYPE_NAME_SQL = 'select format_type($1::oid, null) as name'

/** Names the types of a result's columns; a type that is not built in is asked for once and kept in `known`. */
export function columnNamer(
  ask: (type: number) => Promise<string>,
  known = new Map<number, string>(),
): (
  fields: readonly { readonly name: string; readonly dataTypeID: number }[],
) => Promise<readonly ResultColumn[]> {
  return async fields => {
    const columns: ResultColumn[] = []
    for (const { name, dataTypeID } of fields) {
      const type = BUILT_IN_TYPES[dataTypeID] ?? known.get(dataTypeID) ?? (await ask(dataTypeID))
      if (!(dataTypeID in BUILT_IN_TYPES)) known.set(dataTypeID, type)
      columns.push({ name, type })
    }
    return columns
  }
}
