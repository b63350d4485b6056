/** PostgreSQL's own parser (grammar of version 17), compiled to WebAssembly; loaded when somebody asks for a tree. */
import type { Value } from '../../util/value.ts'
import { type Fields, listOf, ofKind } from './tree.ts'

/** The one SELECT of a text; undefined when it is none, or several, or the grammar refuses it. */
export type ParseSelect = (sql: string) => Fields | undefined

/** Dialects whose statements it reads as their databases do. */
export const PARSED_DIALECTS: ReadonlySet<string> = new Set(['postgres'])

let loaded: Promise<ParseSelect> | undefined

/** Loads the parser once: 1.2 MB, some 30 ms. */
export function loadParser(): Promise<ParseSelect> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<ParseSelect> {
  const { loadModule, parseSync } = await import('libpg-query')
  await loadModule()
  return sql => {
    try {
      const { stmts } = parseSync(sql) as { readonly stmts?: Value }
      const [only, ...others] = listOf(stmts)
      if (only === undefined || others.length > 0) return undefined
      return ofKind((only as Fields)['stmt'], 'SelectStmt')
    } catch (error) {
      // A newer or another grammar may know what this one does not; a stack that ran over is no defect either.
      if (error instanceof Error) return undefined
      throw error
    }
  }
}
