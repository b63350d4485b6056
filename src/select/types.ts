/** What a person asked for, what it was read as, and what it chose. */

export type IndirectSelection = 'eager' | 'cautious' | 'buildable' | 'empty'

/** Selection expressions as given on the command line. */
export interface SelectionRequest {
  /** Empty, without `selector`: everything, or what the default selector of selectors.yml says. */
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly selector?: string
  /** Only these types are returned; empty: all. */
  readonly resourceTypes: readonly string[]
  readonly indirect: IndirectSelection
}

/** What some methods need to know beyond the manifest; one whose facts are missing is an error when it is used. */
export interface SelectionFacts {
  /** `state:`: whether a node compares like that, such as `new` or `modified.body`. */
  readonly state?: (id: string, comparison: StateComparison) => boolean
  /** `result:`: the status of each node in the run that is asked about. */
  readonly results?: ReadonlyMap<string, string>
  /** `source_status:fresher`: ids of sources with newer rows than at the run that is asked about. */
  readonly fresherSources?: ReadonlySet<string>
  /** `stale`: whether the ledger says so of a node. */
  readonly stale?: (id: string) => boolean
}

export type StateComparison =
  | 'new'
  | 'old'
  | 'modified'
  | 'unmodified'
  | 'modified.body'
  | 'modified.configs'
  | 'modified.relation'
  | 'modified.macros'
  | 'modified.contract'

/** What a request chose. */
export interface Selection {
  /** In the order of the graph. */
  readonly ids: readonly string[]
  /** Expressions that matched nothing, as written. */
  readonly unmatched: readonly string[]
}

/** One `[@|n+]method:value[+n]`. */
export interface Criterion {
  readonly kind: 'criterion'
  readonly method: string
  /** `['materialized']` of `config.materialized:view`. */
  readonly arguments: readonly string[]
  readonly value: string
  /** Steps up and down to add; Infinity for all of them. */
  readonly parents: number
  readonly children: number
  /** `@`: the children, and all parents of these. */
  readonly childrensParents: boolean
  /** Said in selectors.yml; otherwise the command line decides. */
  readonly indirect?: IndirectSelection
}

/** A selection as a tree of sets. */
export type Expression =
  | Criterion
  | { readonly kind: 'everything' }
  | {
      readonly kind: 'union' | 'intersection'
      readonly parts: readonly Expression[]
      /** As written, when a person is to be told that it matched nothing. */
      readonly written?: string
    }
  | { readonly kind: 'difference'; readonly from: Expression; readonly without: Expression }
