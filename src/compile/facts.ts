/** What is known of a template without rendering it: cached by content hash, so plain data only. */
import type { Place } from '../errors/place.ts'
import type { Value } from '../util/value.ts'

/** A text to parse and render: a file, a hook, an inline query. */
export interface TemplateText {
  /** Relative to the project's root; or a name for people, when it is not a file. */
  readonly path: string
  readonly text: string
  /** Where the text stands when it is no file of its own (a hook in YAML): errors are reported there. */
  readonly at?: Place
}

/** `{{ref "x"}}` or `{{source "a" "b"}}` found in the syntax tree; the names are always literal. */
export interface Reference {
  readonly kind: 'ref' | 'source'
  /** `['x']` or `['a', 'b']`. */
  readonly names: readonly string[]
  readonly place: Place
}

/** Facts of one template file (or of one macro in it). */
export interface TemplateFacts extends TemplateText {
  readonly references: readonly Reference[]
  /** Names of macros and of vars and env names that it uses, directly. */
  readonly macros: readonly string[]
  /** Where each of `macros` is used first: for names that turn out to be unknown. */
  readonly macroPlaces: Readonly<Record<string, Place>>
  readonly vars: readonly string[]
  readonly env: readonly string[]
  /** `{{config ...}}`: literal values only, with the place of each key. */
  readonly config: Readonly<Record<string, Value>>
  readonly configPlaces: Readonly<Record<string, Place>>
  /** `{{params ...}}` and `{{param "x"}}`; absent where there are none. */
  readonly endpoint?: EndpointFacts
}

/** What the template of an endpoint asks of a request. */
export interface EndpointFacts {
  /** In the order in which they are written. */
  readonly parameters: readonly WrittenParameter[]
  /** Where each parameter is used first, by name. */
  readonly uses: Readonly<Record<string, Place>>
}

/** One `name=(kind ...)` of `{{params ...}}`, as it stands there. */
export interface WrittenParameter {
  readonly name: string
  readonly kind: string
  /** What stands after the kind without a name: the values of an enum, the name of a header. */
  readonly words: readonly Value[]
  /** `default=...`, `optional=true` and the like. */
  readonly options: Readonly<Record<string, Value>>
  readonly place: Place
}

/** A macro or a user's generic test, callable by name. */
export interface MacroDefinition {
  readonly kind: 'macro' | 'test'
  readonly name: string
  /** Only for this adapter; undefined: for all. */
  readonly adapter?: string
  /** Parameters that must be given, in order: those between the bars. */
  readonly parameters: readonly string[]
  /** Named parameters that may be left out, with their defaults. */
  readonly defaults: Readonly<Record<string, Value>>
  readonly path: string
  readonly language: 'hbs' | 'ts'
  /** True for the set that comes with the tool. */
  readonly standard: boolean
  /** The whole file; one object for all macros of a file. */
  readonly source: TemplateText
  /** Offset in the file at which its declaration starts. */
  readonly offset: number
  /** Of its body; `text` is the declaration alone. */
  readonly facts: TemplateFacts
  readonly place: Place
}

/** All macros of a project and the standard set, by name; a variant for an adapter wins over the general one. */
export interface MacroTable {
  find(name: string, adapter: string): MacroDefinition | undefined
  /** A generic test of the project. */
  findTest(name: string, adapter: string): MacroDefinition | undefined
  /** Calls a TypeScript macro; the only thing here that may read a file, at the first call. */
  callFunction(definition: MacroDefinition, values: readonly Value[]): unknown
  /** Names of macros, without tests. */
  readonly names: readonly string[]
  readonly all: readonly MacroDefinition[]
}
