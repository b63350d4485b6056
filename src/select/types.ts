/** What a person asked for: selection expressions as given on the command line. */

export type IndirectSelection = 'eager' | 'cautious' | 'buildable' | 'empty'

export interface SelectionRequest {
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly selector?: string
  readonly resourceTypes: readonly string[]
  readonly indirect: IndirectSelection
}
