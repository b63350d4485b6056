/** What a plan is made from; plain data and pure functions. */
import type { Introspection, Neighbour } from '../adapters/adapter.ts'
import type { Manifest } from '../compile/manifest.ts'
import type { CheckMade, OwnedRelation, Published, Scope } from '../state/types.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { Plan, Reason } from './types.ts'

/** All that a plan depends on. */
export interface PlanInput {
  readonly manifest: Manifest
  readonly command: Plan['command']
  /** Ids chosen, in graph order, with the tests that ride along. */
  readonly selected: readonly string[]
  readonly scope: Scope
  readonly published: ReadonlyMap<string, Published>
  /** What another environment has; its nodes are not yet without those that are built here. */
  readonly elsewhere?: Elsewhere
  readonly owners: readonly OwnedRelation[]
  readonly introspection: Introspection
  /** What hangs on the selected tables that stand. */
  readonly neighbours: readonly Neighbour[]
  /** Definition hash of every selected seed. */
  readonly seedHashes: ReadonlyMap<string, string>
  /** Models whose change only adds columns, of which nothing that reads them takes notice; with the columns. */
  readonly widened?: ReadonlyMap<string, readonly string[]>
  /** Why a node is stale; empty when it is fresh. */
  readonly staleReasons: (id: string) => readonly Reason[]
  /** The newest result of each check, when the command asks which checks need not be made again. */
  readonly checksMade?: ReadonlyMap<string, CheckMade & { readonly status: string }>
  /** What a check would be recorded as if it were made on what stands. */
  readonly checkNow?: (id: string) => CheckMade
  /** The engine's own text for a declared type. */
  readonly typeName: (declared: string) => string
  readonly database: string
  /** Of a model, as the project has it now. */
  readonly definitionHash: (id: string) => string
  /** Clone: managed tables too. */
  readonly managed: boolean
  /** Instead of what each node's config says. */
  readonly publish?: 'each'
  readonly fullRefresh: boolean
  readonly noAudit: boolean
  readonly adopt: boolean
}
