/**
 * What a project is once its files are read: frozen, every path relative to the root with forward slashes. Nothing is
 * rendered and no reference is resolved here; `compile/` does that.
 */
import type { Place } from '../errors/place.ts'
import type { Scalar, Value } from '../util/value.ts'
import type { DashboardDeclaration } from './dashboard.ts'

/** The chosen target after env references were resolved. */
export interface Target {
  readonly name: string
  readonly adapter: string
  /** Schema of nodes without a `schema` config, and of sources without one. */
  readonly schema: string
  /** Put before every schema that the project writes; '' for none. */
  readonly schemaPrefix: string
  readonly demoSources: boolean
  /** Asks before a build. */
  readonly protected: boolean
  readonly threads: number
  readonly publish: 'together' | 'each'
  /** Milliseconds until a publication that cannot get its locks replaces content in place. */
  readonly publishTimeout: number
  /** Further attempts after an error of a node or check that says nothing of its own. */
  readonly retries: number
  /** `snapshot`: all stages are read in one repeatable-read transaction. */
  readonly consistency: 'statement' | 'snapshot'
  /** The target whose relations are read where this one has none. */
  readonly defer?: string
  readonly vars: Readonly<Record<string, Value>>
  /** What is left for the adapter: url, path, host, ... resolved. */
  readonly settings: Readonly<Record<string, Value>>
  /** Passwords, and values of secret settings that came from the environment: masked in all output. */
  readonly secrets: readonly string[]
  /** Names of the environment variables that it refers to. */
  readonly variables: readonly string[]
}

/** Folders of the project, relative to its root. */
export interface ProjectPaths {
  readonly models: readonly string[]
  readonly macros: readonly string[]
  readonly seeds: readonly string[]
  readonly tests: readonly string[]
  readonly endpoints: readonly string[]
  readonly dashboards: readonly string[]
  /** All that the tool writes. */
  readonly target: string
  readonly keep: string
}

/** Commands that a schedule may run. */
export const SCHEDULED_COMMANDS = ['refresh', 'build', 'run', 'seed', 'test'] as const

/** One entry of `schedules:`. */
export interface Schedule {
  readonly name: string
  readonly cron: string
  readonly timezone: string
  readonly command: (typeof SCHEDULED_COMMANDS)[number]
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly vars: Readonly<Record<string, Value>>
  /** Due times at which nothing was there to run them: made up for by one run, or left out. */
  readonly missed: 'once' | 'skip'
  /** Milliseconds; each run starts up to so much later than it is due. */
  readonly jitter: number
  readonly enabled: boolean
  /** Targets it is for; empty: all. */
  readonly targets: readonly string[]
  readonly place: Place
}

/** What a webhook can be told. */
export const WEBHOOK_EVENTS = ['failure', 'recovery', 'staleness'] as const

/** One entry of `webhooks:`, as written: env references are evaluated when it is used. */
export interface WebhookDeclaration {
  readonly name: string
  readonly url: string
  readonly secret?: string
  readonly on: readonly (typeof WEBHOOK_EVENTS)[number][]
  /** Targets it is for; empty: all. */
  readonly targets: readonly string[]
  /** Milliseconds for one attempt. */
  readonly timeout: number
  readonly place: Place
}

/** `ci:` of project.yml: what `model ci` takes when its flags do not say. */
export interface CiSettings {
  /** Where the throw-away environment is made. */
  readonly target?: string
  /** The target that stands for production. */
  readonly against?: string
}

/** `models:`, `seeds:`, `sources:` or `tests:` of project.yml: `+key` values by folder. */
export interface ConfigTree {
  /** Keys without their leading `+`. */
  readonly config: Readonly<Record<string, Value>>
  readonly folders: Readonly<Record<string, ConfigTree>>
  /** Where the folder's key stands. */
  readonly place: Place
}

/** A file that is a template: a model, a macro file, a singular test or the statement of an endpoint. */
export interface TemplateFile {
  readonly kind: 'model' | 'macro' | 'test' | 'endpoint'
  /** Relative to the project's root. */
  readonly path: string
  /** Folder (of `paths`) under which it was found. */
  readonly root: string
  /** File name without its extension. */
  readonly name: string
  readonly language: 'sql' | 'ts'
  readonly text: string
  readonly hash: string
}

/** A CSV of the seeds folder (or of `--seed-path`). */
export interface SeedFile {
  /** Relative to the root, or absolute when it comes from `--seed-path`. */
  readonly path: string
  readonly absolutePath: string
  readonly root: string
  /** File name without `.csv` or `.csv.gz`: `core.orders` backs the source core.orders. */
  readonly name: string
  /** True when the file lies in the folder of `--seed-path`. */
  readonly replaced: boolean
}

/** A column as declared in a schema file. */
export interface ColumnDeclaration {
  readonly name: string
  readonly description: string
  readonly dataType?: string
  /** Declared by a `not_null` constraint, or `nullable: false`. */
  readonly notNull: boolean
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, Value>>
  readonly constraints: readonly ConstraintDeclaration[]
  readonly tests: readonly TestDeclaration[]
  readonly place: Place
}

export interface ConstraintDeclaration {
  readonly type: 'not_null' | 'unique' | 'primary_key' | 'foreign_key' | 'check'
  readonly name?: string
  readonly columns: readonly string[]
  readonly expression?: string
}

/** One entry under `tests:` / `data_tests:`; arguments flat or under `arguments:` are the same here. */
export interface TestDeclaration {
  /** `unique`, or the name of a user's generic test. */
  readonly test: string
  /** A name that the user gave, instead of the one dbt would make. */
  readonly name?: string
  readonly description: string
  /** `to`, `field`, `values`, `expression`, ... without config keys. `ref('x')` texts are left as written. */
  readonly arguments: Readonly<Record<string, Value>>
  /** severity, warn_if, error_if, where, limit, store_failures, tags, enabled, ... */
  readonly config: Readonly<Record<string, Value>>
  readonly place: Place
}

/** A model, seed or singular test in a schema file. */
export interface PropertiesDeclaration {
  readonly kind: 'model' | 'seed' | 'test'
  readonly name: string
  readonly description: string
  readonly config: Readonly<Record<string, Value>>
  readonly columns: readonly ColumnDeclaration[]
  readonly constraints: readonly ConstraintDeclaration[]
  readonly tests: readonly TestDeclaration[]
  readonly place: Place
}

/** `count` and `period` of a freshness rule. */
export interface FreshnessRule {
  readonly count: number
  readonly period: 'minute' | 'hour' | 'day'
}

/** One table of a source. */
export interface SourceDeclaration {
  readonly sourceName: string
  readonly name: string
  readonly description: string
  readonly sourceDescription: string
  /** As written; default: the source's name. */
  readonly schema: string
  /** Name of the table in the database; default: `name`. */
  readonly identifier: string
  readonly managed: boolean
  readonly columns: readonly ColumnDeclaration[]
  readonly constraints: readonly ConstraintDeclaration[]
  readonly tests: readonly TestDeclaration[]
  readonly config: Readonly<Record<string, Value>>
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, Value>>
  /** The program that fills it, for documentation. */
  readonly loader?: string
  readonly loadedAtField?: string
  readonly loadedAtQuery?: string
  readonly freshness?: {
    readonly warnAfter?: FreshnessRule
    readonly errorAfter?: FreshnessRule
    readonly filter?: string
  }
  readonly place: Place
}

export interface ExposureDeclaration {
  readonly name: string
  readonly type: string
  readonly label?: string
  readonly url?: string
  readonly maturity?: string
  readonly description: string
  readonly owner: { readonly name?: string; readonly email?: string }
  /** `ref('x')` and `source('a', 'b')` texts as written. */
  readonly dependsOn: readonly string[]
  readonly enabled: boolean
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, Value>>
  readonly place: Place
}

/** An endpoint that is a YAML file: it runs a selection, or answers with the state of one. */
export interface EndpointDeclaration {
  readonly path: string
  /** Folder (of `paths`) under which it was found. */
  readonly root: string
  readonly description: string
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, Value>>
  readonly enabled: boolean
  readonly work:
    | {
        readonly kind: 'run'
        readonly command: 'build' | 'refresh' | 'run'
        readonly select: readonly string[]
        readonly exclude: readonly string[]
        readonly fullRefresh: boolean
        /** `GET /api/x`, or a `.sql` file beside this one. */
        readonly answer?: { readonly text: string; readonly place: Place }
      }
    | { readonly kind: 'status'; readonly select: readonly string[] }
}

/** What a schema file says of a macro, for documentation. */
export interface MacroProperties {
  readonly name: string
  readonly description: string
  readonly place: Place
}

/** A named selector of selectors.yml; the definition is read by `select/`. */
export interface SelectorDeclaration {
  readonly name: string
  readonly description: string
  readonly default: boolean
  readonly definition: Value
  readonly place: Place
}

/** What a person asked for on the command line that changes how a project is read. */
export interface ProjectOptions {
  readonly projectDir: string
  readonly target?: string
  readonly vars?: Readonly<Record<string, Value>>
  readonly seedPath?: string
  readonly targetPath?: string
  readonly threads?: number
  /** Instead of the target's own `schema_prefix`: another environment in the same database. */
  readonly schemaPrefix?: string
  /** The process environment; `.env` of the project is added beneath it. */
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Project {
  /** Absolute path of the folder with project.yml. */
  readonly root: string
  readonly name: string
  readonly version?: string
  readonly dialect: string
  readonly target: Target
  readonly targetNames: readonly string[]
  /** `--vars` over the target's over the project's. `as_of` may be absent: the run's start then. */
  readonly vars: Readonly<Record<string, Value>>
  readonly paths: ProjectPaths
  /** Absolute folder of --target-path or `paths.target`. */
  readonly targetPath: string
  /** Absolute folder of `paths.keep`; below the target path when that was given on the command line. */
  readonly keepPath: string
  /** Absolute folder that `out` of the config `export` starts from: the root, or --target-path when that was given. */
  readonly exportPath: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly configs: Readonly<Record<'models' | 'seeds' | 'sources' | 'tests', ConfigTree>>
  readonly hooks: { readonly onRunStart: readonly string[]; readonly onRunEnd: readonly string[] }
  readonly schedules: readonly Schedule[]
  readonly ci: CiSettings
  readonly webhooks: readonly WebhookDeclaration[]
  readonly templates: readonly TemplateFile[]
  readonly seeds: readonly SeedFile[]
  /** Absolute folder of --seed-path, when given. */
  readonly seedPath?: string
  /** Sources that have a seed in the project and no file under --seed-path: `core.orders`. They are empty. */
  readonly emptySeeds: readonly string[]
  readonly properties: readonly PropertiesDeclaration[]
  readonly sources: readonly SourceDeclaration[]
  readonly exposures: readonly ExposureDeclaration[]
  readonly macros: readonly MacroProperties[]
  /** Endpoints that are YAML files; those that are statements are among the templates. */
  readonly endpoints: readonly EndpointDeclaration[]
  readonly dashboards: readonly DashboardDeclaration[]
  readonly selectors: readonly SelectorDeclaration[]
}

export type { Scalar, Value }
