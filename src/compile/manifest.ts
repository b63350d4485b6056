/**
 * The compiled project: every node with its facts, resolved references and merged config; frozen. No SQL is rendered
 * here (see render.ts) and no database was asked.
 */
import type { Place } from '../errors/place.ts'
import type { Graph } from '../graph/graph.ts'
import type { DashboardDeclaration } from '../project/dashboard.ts'
import type {
  ColumnDeclaration,
  ConstraintDeclaration,
  ExposureDeclaration,
  Project,
  SeedFile,
  SourceDeclaration,
  TestDeclaration,
} from '../project/types.ts'
import type { RelationName } from '../sql/relation.ts'
import type { Value } from '../util/value.ts'
import type { EndpointDefinition, EndpointRoute } from './endpoint.ts'
import type { MacroTable, TemplateFacts } from './facts.ts'
import type { ParseTemplate } from './parsed-templates.ts'

export type ResourceType = 'model' | 'seed' | 'source' | 'test' | 'exposure' | 'endpoint'

/** What every node has. `id` is dbt's unique_id: `model.project.name`. */
interface NodeBase {
  readonly id: string
  readonly name: string
  /** File that defines it, relative to the root. */
  readonly path: string
  /** Project, folders below the paths entry, name: dbt's fqn. */
  readonly fqn: readonly string[]
  readonly description: string
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, Value>>
  /** Ids of the nodes it reads directly; a seed that backs a source is the source's parent. */
  readonly dependsOn: readonly string[]
  readonly place: Place
}

export type Materialized = 'view' | 'table' | 'ephemeral'

/** Merged config of a model or seed: project.yml < schema file < the template's own. */
export interface NodeConfig {
  readonly materialized: Materialized | 'seed'
  readonly enabled: boolean
  readonly schema?: string
  readonly alias?: string
  readonly dialect: string
  readonly publish: 'together' | 'each'
  readonly onPublish: 'swap' | 'in_place'
  /** Milliseconds; from `stale_after: 1 day`. */
  readonly staleAfter?: number
  /** Milliseconds that one attempt to build it may take; from `timeout: 10m`. */
  readonly timeout?: number
  /** Further attempts after an error; default: the target's. */
  readonly retries?: number
  readonly indexes: readonly { readonly columns: readonly string[]; readonly unique: boolean }[]
  readonly preHooks: readonly string[]
  readonly postHooks: readonly string[]
  readonly grants: Readonly<Record<string, readonly string[]>>
  readonly unlogged: boolean
  readonly contractEnforced: boolean
  readonly persistDocs: { readonly relation: boolean; readonly columns: boolean }
  readonly fullRefresh?: boolean
  /** How the code of a TypeScript model is run. */
  readonly script: ScriptConfig
  /** Written to a file after each publication. */
  readonly export?: ExportConfig
  /** Seeds: the separator of the CSV. */
  readonly delimiter: string
  /** Every key as the user's files say it after merging, for `config.x:y` selectors and artifacts. */
  readonly raw: Readonly<Record<string, Value>>
}

/** A file that is written after each publication; `out` is below the root. */
export interface ExportConfig {
  readonly format: 'csv' | 'json' | 'parquet'
  readonly out: string
  readonly orderBy: readonly string[]
}

/** Limits of a TypeScript model's code; times in milliseconds. */
export interface ScriptConfig {
  /** Calls at one time. */
  readonly concurrency: number
  readonly perSecond?: number
  /** Further attempts of a call that failed for a reason that passes. */
  readonly retries: number
  /** Of one attempt. */
  readonly callTimeout: number
  readonly maxFailures: number
  readonly budget: { readonly calls?: number; readonly cost?: number }
}

export interface ModelNode extends NodeBase {
  readonly kind: 'model'
  readonly materialized: Materialized
  /** The published relation; for an ephemeral what it would be called. */
  readonly relation: RelationName
  readonly config: NodeConfig
  readonly columns: readonly ColumnDeclaration[]
  readonly constraints: readonly ConstraintDeclaration[]
  /** Of a model in TypeScript: its refs and config in a template's shape; `text` is the file. */
  readonly template: TemplateFacts
  readonly hash: string
  /** Present when it is written in TypeScript. */
  readonly script?: ScriptFacts
}

/** What defines a model in TypeScript besides its refs and config. */
export interface ScriptFacts {
  /** Digest of its code without comments, layout and config. */
  readonly code: string
  /** Names in its code and its modules, when they read vars or asOf. */
  readonly names: readonly string[]
  /** Files of the project that it imports, however deep, by path. */
  readonly modules: readonly { readonly path: string; readonly code: string }[]
  /** Files that it reads, relative to the root. */
  readonly inputs: readonly string[]
  /** Where its rows() stands. */
  readonly rows: Place
  /** Where the schemas of its columns stand, as far as they are written out in one object. */
  readonly schemas: Readonly<Record<string, Place>>
}

export interface SeedNode extends NodeBase {
  readonly kind: 'seed'
  readonly relation: RelationName
  readonly config: NodeConfig
  /** Declared columns; of the backed source when it backs one. */
  readonly columns: readonly ColumnDeclaration[]
  readonly constraints: readonly ConstraintDeclaration[]
  /** Absent: an empty source under --seed-path (no file of that name). */
  readonly file?: SeedFile
  /** Id of the source that this seed backs (demo_sources targets only). */
  readonly backs?: string
  /** The backed source is managed: loaded once, at creation. */
  readonly loadsManaged: boolean
}

export interface SourceNode extends NodeBase {
  readonly kind: 'source'
  readonly sourceName: string
  readonly relation: RelationName
  readonly managed: boolean
  /** `refresh_on: change`: a daemon refreshes what depends on it when it changes. */
  readonly refreshOnChange: boolean
  readonly declaration: SourceDeclaration
  readonly columns: readonly ColumnDeclaration[]
  /** Id of the seed that backs it on this target. */
  readonly backedBy?: string
}

export interface TestConfig {
  readonly severity: 'error' | 'warn'
  /** Such as `!= 0` or `> 10`. */
  readonly warnIf: string
  readonly errorIf: string
  readonly where?: string
  readonly limit?: number
  /** Milliseconds that one attempt to make it may take. */
  readonly timeout?: number
  /** Further attempts after an error, not after a failure; default: the target's. */
  readonly retries?: number
  readonly storeFailures: boolean
  readonly enabled: boolean
  readonly raw: Readonly<Record<string, Value>>
}

/** A check: a generic test on a node (built in or the user's), or a singular SELECT that returns bad rows. */
export interface TestNode extends NodeBase {
  readonly kind: 'test'
  /** The name, hashed as dbt does when it is too long: for the table of stored failures. */
  readonly alias: string
  readonly config: TestConfig
  readonly definition:
    | {
        readonly kind: 'generic'
        readonly test: string
        /** Id of the model, seed or source it is declared on. */
        readonly attachedTo: string
        readonly column?: string
        readonly declaration: TestDeclaration
        /** Argument names whose value is a `ref('x')`, `source('a','b')` or bare model name, resolved to node ids. */
        readonly references: Readonly<Record<string, string>>
        /** True when it is one of the tool's own (checks/ writes its SQL); false: a `{{#test}}` of the project. */
        readonly builtIn: boolean
      }
    | { readonly kind: 'singular'; readonly template: TemplateFacts }
}

/** A dashboard whose endpoints were found. */
export interface Dashboard {
  readonly declaration: DashboardDeclaration
  /** Ids of endpoints by what the file calls them: `GET /api/stats`. */
  readonly endpoints: Readonly<Record<string, string>>
}

export interface ExposureNode extends NodeBase {
  readonly kind: 'exposure'
  readonly declaration: ExposureDeclaration
  /** Present when it is a dashboard of the project. */
  readonly dashboard?: Dashboard
}

/** What of a request asks for an endpoint, and what it answers. */
export interface EndpointNode extends NodeBase {
  readonly kind: 'endpoint'
  /** Absent: no request asks for it; it is the answer of others. */
  readonly route?: EndpointRoute
  readonly definition: EndpointDefinition
  readonly hash: string
}

export type Node = ModelNode | SeedNode | SourceNode | TestNode | ExposureNode | EndpointNode
/** Nodes whose relation the tool builds. */
export type BuiltNode = ModelNode | SeedNode

export interface Manifest {
  readonly project: Project
  /** In a deterministic order: seeds, sources, models, tests, exposures, endpoints; each by path. */
  readonly nodes: ReadonlyMap<string, Node>
  readonly graph: Graph
  readonly macros: MacroTable
  /** Of its templates, macros and hooks, and of a text that is asked about. */
  readonly parse: ParseTemplate
  /** Disabled nodes' ids, for artifacts and better messages. */
  readonly disabled: readonly string[]
}
