/**
 * What was answered to a model's questions: kept for good, whatever becomes of the run, of the model's table, of
 * `--full-refresh`. One row for each question with its inputs and version; failures that last stand there too.
 */
import type { Session } from '../adapters/adapter.ts'
import type { Scope } from './types.ts'

/** An answer as it is kept. */
export interface KeptAnswer {
  /** Digest of the question, its version and its inputs. */
  readonly key: string
  readonly version: string
  /** JSON text; null: the call failed, and would again. */
  readonly answer: string | null
  readonly failure: string | null
  /** Of the model when the call failed: a changed model asks again. */
  readonly definitionHash: string
  readonly cost: number
  readonly askedAt: string
}

/** What is remembered of a key. */
export type Remembered = Pick<KeptAnswer, 'answer' | 'failure' | 'definitionHash'>

export interface Answers {
  find(keys: readonly string[]): Promise<ReadonlyMap<string, Remembered>>
  /** An answer takes the place of a failure, and of an answer to the same question. */
  keep(answers: readonly KeptAnswer[]): Promise<void>
}

const FIND = `select answer_key, answer, failure, definition_hash from model_meta.answers
where project = $1 and environment = $2 and node = $3 and answer_key = any($4::text[])`

const KEEP = `insert into model_meta.answers
  (project, environment, node, answer_key, version, answer, failure, definition_hash, cost, asked_at)
select $1, $2, $3, answer_key, version, answer, failure, definition_hash, cost, asked_at
from json_to_recordset($4::json) as kept(
  answer_key text, version text, answer text, failure text, definition_hash text, cost double precision, asked_at timestamptz
)
on conflict (project, environment, node, answer_key) do update set
  version = excluded.version, answer = excluded.answer, failure = excluded.failure,
  definition_hash = excluded.definition_hash, cost = excluded.cost, asked_at = excluded.asked_at`

/** The answers of one model. Each statement stands for itself: what is kept stays when the run fails. */
export function modelAnswers(session: Session, scope: Scope, node: string): Answers {
  const owner = [scope.project, scope.environment, node]
  return {
    find: async keys => {
      if (keys.length === 0) return new Map()
      const { rows } = await session.query<{
        answer_key: string
        answer: string | null
        failure: string | null
        definition_hash: string
      }>(FIND, [...owner, keys])
      return new Map(
        rows.map(({ answer_key, answer, failure, definition_hash }) => [
          answer_key,
          { answer, failure, definitionHash: definition_hash },
        ]),
      )
    },
    keep: async answers => {
      const rows = answers.map(({ key, definitionHash, askedAt, ...rest }) => ({
        ...rest,
        answer_key: key,
        definition_hash: definitionHash,
        asked_at: askedAt,
      }))
      if (rows.length > 0) await session.query(KEEP, [...owner, JSON.stringify(rows)])
    },
  }
}
