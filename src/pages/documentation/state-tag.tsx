/** What state a node is in and how a result ended: a word, and the colour that repeats it. */
import type { FC } from 'hono/jsx'
import type { StateNow } from '../../workspace/state-now.ts'
import { type Language, words } from '../words.ts'
import { DOCUMENTATION_WORDS, type DocumentationWord } from './documentation-words.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'idle'

export interface NodeState {
  readonly word: DocumentationWord
  readonly tone: Tone
}

const OF_STATE: Readonly<Record<string, NodeState>> = {
  fresh: { word: 'fresh', tone: 'good' },
  stale: { word: 'stale', tone: 'warn' },
  never: { word: 'never', tone: 'idle' },
  missing: { word: 'missing', tone: 'bad' },
}

const OF_RESULT: Readonly<Record<string, NodeState>> = {
  success: { word: 'success', tone: 'good' },
  pass: { word: 'pass', tone: 'good' },
  reused: { word: 'reused', tone: 'good' },
  'no-op': { word: 'noOp', tone: 'good' },
  warn: { word: 'warn', tone: 'warn' },
  held: { word: 'held', tone: 'warn' },
  skipped: { word: 'skipped', tone: 'idle' },
  error: { word: 'error', tone: 'bad' },
  fail: { word: 'fail', tone: 'bad' },
  interrupted: { word: 'interrupted', tone: 'warn' },
  running: { word: 'running', tone: 'idle' },
}

/** How a result or a run ended. */
export function resultState(status: string | undefined): NodeState {
  if (status === undefined) return { word: 'notRun', tone: 'idle' }
  return OF_RESULT[status] ?? { word: 'notRun', tone: 'idle' }
}

/** The state of a node; undefined: it has none, or it cannot be read. A failure comes before what still stands. */
export function nodeState(state: StateNow | undefined, id: string): NodeState | undefined {
  const row = state?.status.get(id)
  if (row !== undefined) {
    if (row.last_result?.status === 'error') return { word: 'failed', tone: 'bad' }
    return OF_STATE[row.state]
  }
  const result = state?.latest.get(id)
  return result === undefined ? undefined : resultState(result.status)
}

/** A state as a tag. */
export const StateTag: FC<{
  readonly language: Language
  readonly state: NodeState | undefined
}> = ({ language, state }) => {
  if (state === undefined) return null
  const t = words(language, DOCUMENTATION_WORDS)
  return <span class={`tag ${state.tone}`}>{t(state.word)}</span>
}
