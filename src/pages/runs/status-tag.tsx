/** The status of a run, a node or a check: always a word, the colour only repeats it. */
import type { FC } from 'hono/jsx'
import type { Page } from '../page.ts'
import { words } from '../words.ts'
import { STATUS_WORDS } from './run-words.ts'

const TONES: Readonly<Record<string, string>> = {
  success: 'good',
  pass: 'good',
  error: 'bad',
  fail: 'bad',
  interrupted: 'bad',
  warn: 'warn',
  held: 'warn',
  running: 'accent',
  queued: 'accent',
}

/** The class of its colour; empty for what is neither good nor bad. */
export function toneOf(status: string): string {
  return TONES[status] ?? ''
}

/** The word for a status. */
export function statusWord(page: Page, status: string): string {
  const t = words(page.language, STATUS_WORDS)
  return status in STATUS_WORDS ? t(status as keyof typeof STATUS_WORDS) : status
}

/** The status as a tag. */
export const StatusTag: FC<{ readonly page: Page; readonly status: string }> = ({
  page,
  status,
}) => <span class={`tag ${toneOf(status)}`}>{statusWord(page, status)}</span>
