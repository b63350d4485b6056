/** Merges config: project.yml by folder < schema file < template. Tags, meta and hooks add up, all else replaces. */
import type { ConfigTree } from '../project/types.ts'
import type { Value } from '../util/value.ts'

/** Config keys and values, as users' files say them. */
export type RawConfig = Readonly<Record<string, Value>>

const EMPTY: RawConfig = {}
const ADDED = new Set(['tags', 'pre_hook', 'post_hook'])

/** `base` with `over` on it; the same object when there is nothing to add. */
export function mergeConfig(base: RawConfig, over: RawConfig): RawConfig {
  if (isEmpty(over)) return base
  if (isEmpty(base)) return over
  const merged: Record<string, Value> = { ...base }
  for (const key of Object.keys(over)) merged[key] = mergeKey(key, base[key], over[key]!)
  return merged
}

function isEmpty(config: RawConfig): boolean {
  for (const _key in config) return false
  return true
}

function mergeKey(key: string, under: Value | undefined, over: Value): Value {
  if (under === undefined) return over
  if (ADDED.has(key)) return [...new Set([...textList(under), ...textList(over)])]
  if (key === 'meta' && isMapping(under) && isMapping(over)) return { ...under, ...over }
  return over
}

/** A text or a list of texts as a list. */
export function textList(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? (value as readonly string[]) : NONE
}

const NONE: readonly never[] = Object.freeze([])

/** A mapping, or nothing. */
export function isMapping(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Level {
  readonly config: RawConfig
  /** The part of the tree that goes on from here. */
  readonly tree: ConfigTree | undefined
}

/**
 * Config of project.yml for nodes by folder. Nodes of one folder get the same object, so that what is made of it can
 * be made once.
 */
export function configByFolder(root: ConfigTree): (folders: string, name: string) => RawConfig {
  const levels = new Map<string, Level>()
  const levelOf = (folders: string): Level => {
    const known = levels.get(folders)
    if (known !== undefined) return known
    const level = folders === '' ? descend(EMPTY, root) : below(folders)
    levels.set(folders, level)
    return level
  }
  const below = (folders: string): Level => {
    const slash = folders.lastIndexOf('/')
    const parent = levelOf(folders.slice(0, Math.max(slash, 0)))
    return descend(parent.config, childOf(parent.tree, folders.slice(slash + 1)))
  }
  return (folders, name) => {
    const level = levelOf(folders)
    const own = childOf(level.tree, name)
    return own ? mergeConfig(level.config, own.config) : level.config
  }
}

function descend(config: RawConfig, tree: ConfigTree | undefined): Level {
  return { config: tree ? mergeConfig(config, tree.config) : config, tree }
}

function childOf(tree: ConfigTree | undefined, name: string): ConfigTree | undefined {
  return tree && Object.hasOwn(tree.folders, name) ? tree.folders[name] : undefined
}
