/** What the process says to whoever started it. */

export const EXIT = {
  /** All went well; warnings too. */
  ok: 0,
  /** The command did its work and a node or a statement failed. */
  failed: 1,
  /** Wrong usage, a broken project, no database, or interrupted. */
  unusable: 2,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
