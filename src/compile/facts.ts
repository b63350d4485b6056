/** What is known of a template without rendering it: cached by content hash, so plain data only. */
import type { Place } from '../errors/place.ts'
import type { Value } from '../util/value.ts'

/** `{{ref "x"}}` or `{{source "a" "b"}}` found in the syntax tree; `name` is undefined when it is computed. */
export interface Reference {
  readonly kind: 'ref' | 'source'
  /** `['x']` or `['a', 'b']`. */
  readonly names: readonly string[]
  readonly place: Place
}

/** Facts of one template file (or of one macro in it). */
export interface TemplateFacts {
  readonly path: string
  /** As the person wrote it. */
  readonly text: string
  readonly references: readonly Reference[]
  /** Names of macros and of vars and env names that it uses, directly. */
  readonly macros: readonly string[]
  readonly vars: readonly string[]
  readonly env: readonly string[]
  /** `{{config ...}}`: literal values only, with the place of each key. */
  readonly config: Readonly<Record<string, Value>>
  readonly configPlaces: Readonly<Record<string, Place>>
}

/** A macro or a user's generic test, callable by name. */
export interface MacroDefinition {
  readonly kind: 'macro' | 'test'
  readonly name: string
  /** Only for this adapter; undefined: for all. */
  readonly adapter?: string
  /** Positional parameters and named ones with their default's source text. */
  readonly parameters: readonly string[]
  readonly defaults: Readonly<Record<string, Value>>
  readonly path: string
  readonly language: 'hbs' | 'ts'
  readonly facts: TemplateFacts
  readonly place: Place
}

/** All macros of a project and the standard set, by name; a variant for an adapter wins over the general one. */
export interface MacroTable {
  find(name: string, adapter: string): MacroDefinition | undefined
  readonly names: readonly string[]
  readonly all: readonly MacroDefinition[]
}
