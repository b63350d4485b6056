/** What every page of the documentation is made of. */
import type { StateNow } from '../../workspace/state-now.ts'
import type { Page } from '../page.ts'
import { type Translate, words } from '../words.ts'
import type { Documentation } from './documentation.ts'
import { DOCUMENTATION_WORDS } from './documentation-words.ts'

export interface View {
  readonly page: Page
  readonly documentation: Documentation
  /** Absent: it cannot be read. */
  readonly state?: StateNow
  /** Why it cannot be read. */
  readonly problem?: string
  /** It is being read for the first time. */
  readonly isBeingRead?: boolean
  readonly t: Translate<typeof DOCUMENTATION_WORDS>
}

/** A view of a page; `state` as far as it could be read. */
export function viewOf(
  page: Page,
  documentation: Documentation,
  state: Pick<View, 'state' | 'problem' | 'isBeingRead'>,
): View {
  return { page, documentation, ...state, t: words(page.language, DOCUMENTATION_WORDS) }
}

/** Seconds since a time. */
export function secondsSince(page: Page, time: string): number {
  return Math.max(0, (page.now.getTime() - Date.parse(time)) / 1000)
}
