/**
 * Answers about what is stored, kept beside the folder of the database: they are true as long as nobody has opened the
 * folder since, and then a plan or a status need not open it, which costs more than all the rest of them. PostgreSQL
 * writes its control file whenever it starts and stops, so the hash of that file says whether somebody did.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../util/hash.ts'
import type { QueryResult } from '../adapter.ts'
import { markerOf } from './folder.ts'

/** A statement and its values. */
export interface Question {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** Questions kept at most: those of a plan, of a status and of a few histories. */
const KEPT = 16

interface StoredAnswers {
  readonly stamp: string
  /** The newest question last. */
  readonly answers: readonly (readonly [key: string, result: QueryResult])[]
}

/** What was asked about a folder, and the answers while they are true. */
export class Answers {
  readonly #folder: string
  readonly #answers = new Map<string, QueryResult | undefined>()

  constructor(folder: string) {
    this.#folder = folder
    const stored = readStored(fileOf(folder))
    const current = stored !== undefined && stored.stamp === stampOf(folder)
    for (const [key, result] of stored?.answers ?? []) {
      this.#answers.set(key, current ? result : undefined)
    }
  }

  /** True when at least one question can be answered. */
  get some(): boolean {
    return [...this.#answers.values()].some(result => result !== undefined)
  }

  get(question: Question): QueryResult | undefined {
    return this.#answers.get(keyOf(question))
  }

  set(question: Question, result: QueryResult): void {
    const key = keyOf(question)
    this.#answers.delete(key)
    this.#answers.set(key, result)
    for (const oldest of [...this.#answers.keys()].slice(0, -KEPT)) this.#answers.delete(oldest)
  }

  /** Something was written: no answer is true any more, and the questions stay. */
  forget(): void {
    for (const key of this.#answers.keys()) this.#answers.set(key, undefined)
  }

  /** Questions that have no answer now. */
  open(): readonly Question[] {
    return [...this.#answers].flatMap(([key, result]) =>
      result === undefined ? [JSON.parse(key) as Question] : [],
    )
  }

  drop(question: Question): void {
    this.#answers.delete(keyOf(question))
  }

  /** Writes them down, beside and renamed. Only after a clean close of the database. */
  save(): void {
    const file = fileOf(this.#folder)
    const stamp = stampOf(this.#folder)
    const answers = [...this.#answers].flatMap(([key, result]) => (result ? [[key, result]] : []))
    try {
      rmSync(file, { force: true })
      if (stamp === undefined || answers.length === 0) return
      writeFileSync(`${file}.new`, JSON.stringify({ stamp, answers }))
      renameSync(`${file}.new`, file)
    } catch {
      // A full or read-only disk: the next start is slower, nothing else.
    }
  }
}

const fileOf = (folder: string): string => `${folder}.answers`

const keyOf = ({ sql, values }: Question): string => JSON.stringify({ sql, values })

/** What the folder's last clean close left; undefined while it is open, and after an unclean end. */
function stampOf(folder: string): string | undefined {
  const control = join(folder, 'global', 'pg_control')
  if (existsSync(markerOf(folder)) || !existsSync(control)) return undefined
  return sha256(readFileSync(control).toString('latin1'))
}

/** A file that cannot be read is as good as none: it only saves time. */
function readStored(file: string): StoredAnswers | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StoredAnswers
  } catch {
    return undefined
  }
}
