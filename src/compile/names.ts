/** The names that mean the same in every template. */

/** Values that every template has. */
export const RESERVED_VALUES = ['this', 'is_incremental', 'target'] as const

/** Blocks of every template. */
export const BLOCKS = ['if', 'unless', 'each', 'let'] as const

/** Functions, with how each is written. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  ref: '{{ref "model"}}',
  source: '{{source "name" "table"}}',
  config: '{{config materialized="table" tags=(list "daily")}}',
  params: '{{params range=(enum "7d" "30d" default="7d") search=(text optional=true)}}',
  param: '{{param "range"}}',
  var: '{{var "name"}} or {{var "name" "default"}}',
  env: '{{env "NAME"}} or {{env "NAME" "default"}}',
  literal: '{{literal value}}',
  ident: '{{ident "name"}}',
  list: '(list "a" "b")',
  dict: '(dict key="value")',
  eq: '{{#if (eq a b)}}',
  ne: '{{#if (ne a b)}}',
  lt: '{{#if (lt a b)}}',
  gt: '{{#if (gt a b)}}',
  and: '{{#if (and a b)}}',
  or: '{{#if (or a b)}}',
  not: '{{#if (not a)}}',
}

const DECLARATIONS = ['macro', 'test', 'raw', 'else']

const ALL = new Set<string>([
  ...RESERVED_VALUES,
  ...BLOCKS,
  ...Object.keys(FUNCTIONS),
  ...DECLARATIONS,
])

/** True for a name that no macro and no block parameter may have. */
export function isBuiltIn(name: string): boolean {
  return ALL.has(name)
}

/** True for `ref`, `var` and the like. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(FUNCTIONS, name)
}

/** True for `if`, `each` and the like. */
export function isBlock(name: string): boolean {
  return (BLOCKS as readonly string[]).includes(name)
}

/** Names that can stand where a value is expected, for suggestions. */
export const VALUE_NAMES: readonly string[] = [...RESERVED_VALUES, ...Object.keys(FUNCTIONS)]
