/** What Postgres says about a failed statement, in the one form that all engines share. */
import { DatabaseError } from '../database-error.ts'

/** The fields of a Postgres error, whoever transports it. */
export interface Complaint {
  readonly message: string
  readonly code?: string | undefined
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  /** Code points, from 1, as text. */
  readonly position?: string | undefined
  readonly where?: string | undefined
  /** Only what the server says has one. */
  readonly severity?: string | undefined
}

/** The server's word about a statement; not about the connection, which FATAL and PANIC end, nor the network's word. */
export function isAboutStatement(complaint: Complaint): boolean {
  const { severity } = complaint
  return severity !== undefined && severity !== 'FATAL' && severity !== 'PANIC'
}

/**
 * The complaint as a DatabaseError about the text that the caller wrote. `prefix` is what was put before that text when it
 * was sent; positions inside the prefix are dropped.
 */
export function databaseError(complaint: Complaint, sql: string, prefix = ''): DatabaseError {
  const offset = offsetInText(complaint.position, prefix + sql)
  const own = offset === undefined ? undefined : offset - prefix.length
  return new DatabaseError(
    complaint.message,
    {
      code: complaint.code,
      detail: complaint.detail ?? complaint.where,
      hint: complaint.hint,
      offset: own !== undefined && own >= 0 ? own : undefined,
      where: complaint.where,
      sql,
    },
    complaint,
  )
}

/** Postgres counts code points from 1; editors and our segments count UTF-16 code units from 0. */
function offsetInText(position: string | undefined, text: string): number | undefined {
  const target = Number(position)
  if (!position || !Number.isInteger(target) || target < 1) return undefined
  let offset = 0
  for (let point = 1; point < target && offset < text.length; point++) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1
  }
  return offset
}
