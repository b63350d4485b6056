/** Durations, ages, counts and cell values as text for people. Pure. */

import { ageText } from '../../util/age-text.ts'

/** `0.12s`, `12.3s`, `2m 05s`, `1h 04m`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 9.995) return `${seconds.toFixed(2)}s`
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`
  const minutes = Math.round(whole / 60)
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`
}

/** `just now`, `5 minutes ago`, `3 days ago`; a time ahead, as of another clock: `in 5 minutes`. */
export function formatAge(seconds: number): string {
  const distance = Math.abs(seconds)
  if (distance < 5) return 'just now'
  const text = ageText(distance)
  return seconds < 0 ? `in ${text}` : `${text} ago`
}

/** Of a time to come: `in a moment`, `in 5 minutes`. */
export function formatAhead(seconds: number): string {
  return seconds < 5 ? 'in a moment' : `in ${ageText(seconds)}`
}

/** `1 model`, `2 models`; irregular plurals are given. */
export function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

/** `2026-02-14 00:00:00 UTC` of an ISO time. */
export function formatTime(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A value of a result row on one line; null is shown, control characters are escaped. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return escapeControls(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (typeof value === 'object') return escapeControls(JSON.stringify(value))
  return String(value)
}

/** Terminal escapes in somebody's rows must not reach the terminal. */
function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, character => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    if (character === '\r') return '\\r'
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}
