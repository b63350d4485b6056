/** Turns a database's complaint about a rendered statement into an error at the template's line. */

import { CancelledError, DatabaseError } from '../adapters/database-error.ts'
import type { Node } from '../compile/manifest.ts'
import { mapOffset } from '../compile/map-offset.ts'
import type { RenderedSql } from '../compile/render.ts'
import { type ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { withoutTrailingSemicolon } from '../sql/statement.ts'

/** What was sent: the whole statement, and the rendered SQL that it holds. */
export interface SentStatement {
  readonly node: Node
  readonly rendered?: RenderedSql
}

/** The error to report for a failed step; anything that is not a database's complaint is returned as it is. */
export function statementError(error: unknown, sent: SentStatement): Error {
  if (error instanceof CancelledError) {
    return modelError('M3008', { node: sent.node.name }, { node: sent.node.id, cause: error })
  }
  if (!(error instanceof DatabaseError))
    return error instanceof Error ? error : new Error(String(error))
  return databaseProblem(error, sent)
}

function databaseProblem(error: DatabaseError, sent: SentStatement): ModelError {
  const { detail, hint } = error.fields
  const text = [error.message, detail, hint].filter(part => part).join(' — ')
  const place = placeOf(error, sent) ?? sent.node.place
  return modelError(
    'M3009',
    { node: sent.node.name, text },
    { place, node: sent.node.id, cause: error },
  )
}

function placeOf(error: DatabaseError, sent: SentStatement): Place | undefined {
  const { offset, sql } = error.fields
  if (offset === undefined || sent.rendered === undefined) return undefined
  // A check puts text around it and takes its end away.
  const text = withoutTrailingSemicolon(sent.rendered.text).trimEnd()
  const start = sql.indexOf(text)
  const inside = offset - start
  if (start < 0 || inside < 0 || inside > text.length) return undefined
  return mapOffset(sent.rendered, inside)
}
