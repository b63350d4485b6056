/** What is set on every connection before its first use, in one round trip. Pure text. */
import { quoteIdentifier } from '../../sql/relation.ts'
import type { PostgresSettings } from './settings.ts'

/**
 * Equal text on every server, whatever its settings; the embedded engine has these by itself. A pooler keeps the first
 * two; the others are what a server does unless somebody told it otherwise.
 */
export const SAME_TEXT = [
  "set datestyle = 'ISO, YMD'",
  "set timezone = 'UTC'",
  "set intervalstyle = 'postgres'",
  'set extra_float_digits = 1',
  "set bytea_output = 'hex'",
].join('; ')

/** Statements for what a target wants of its sessions. */
export function ownSettings(settings: PostgresSettings): readonly string[] {
  const { role, searchPath, statementTimeout, lockTimeout } = settings
  return [
    ...(role === undefined ? [] : [`set role ${quoteIdentifier(role)}`]),
    ...(searchPath === undefined
      ? []
      : [`set search_path = ${searchPath.map(quoteIdentifier).join(', ')}`]),
    ...(statementTimeout === undefined ? [] : [`set statement_timeout = ${statementTimeout}`]),
    ...(lockTimeout === undefined ? [] : [`set lock_timeout = ${lockTimeout}`]),
  ]
}

/** Names of the settings that a pooler by transaction would lose, and leave behind for others. */
export function lostInPooler(settings: PostgresSettings): readonly string[] {
  const { role, searchPath, statementTimeout, lockTimeout, options } = settings
  const lost = {
    role,
    search_path: searchPath,
    statement_timeout: statementTimeout,
    lock_timeout: lockTimeout,
    options,
  }
  return Object.entries(lost).flatMap(([key, value]) => (value === undefined ? [] : [key]))
}
