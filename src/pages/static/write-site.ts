/** Writes a documentation as files. What an earlier one left in the folder goes; a folder of somebody else is refused. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import type { Workspace } from '../../workspace.ts'
import { assets } from '../assets.ts'
import { documentationOf } from '../documentation/documentation.ts'
import { compiledOf } from '../documentation/node-extras.ts'
import { stateOf } from '../documentation/state-cache.ts'
import type { Language } from '../words.ts'
import { siteFiles } from './site-files.ts'

export interface SiteRequest {
  /** Absolute. */
  readonly folder: string
  readonly language: Language
  readonly now: Date
}

export interface WrittenSite {
  readonly files: number
  readonly bytes: number
  /** Why it has no state. */
  readonly problem?: string
}

/** Says that a folder is ours. */
const MARK = '.model-docs'

/** Files of assets that a static site uses. */
const ASSETS = ['icon.svg', 'style.css', 'theme.js', 'site.js']

/** Writes the site of a workspace. @throws ModelError M5017 for a folder that holds something else. */
export async function writeSite(
  workspace: Workspace,
  { folder, language, now }: SiteRequest,
): Promise<WrittenSite> {
  const { manifest } = workspace
  clear(folder)
  const state = await stateOf(workspace)
  const built = [...manifest.nodes.values()].filter(node => 'relation' in node)
  const known = state.state === undefined ? undefined : built.map(({ id }) => id)
  const columns = known === undefined ? new Map() : await workspace.describeColumns(known)
  const { name: project, target } = manifest.project
  const facts = { project, target: target.name, language, now }
  const documentation = documentationOf(manifest)
  const compiled: Parameters<typeof siteFiles>[0]['compiled'] = node => compiledOf(workspace, node)
  const written = { files: 0, bytes: 0 }
  const write = (path: string, content: string | Buffer) => {
    writeFileSync(join(folder, path), content)
    written.files++
    written.bytes += Buffer.byteLength(content)
  }
  for (const inside of ['assets', 'data', 'nodes']) mkdirSync(join(folder, inside))
  for (const name of ASSETS) write(`assets/${name}`, assets().files.get(name)!.content)
  for await (const { path, text } of siteFiles({ facts, documentation, state, columns, compiled }))
    write(path, text)
  return { ...written, ...(state.problem !== undefined && { problem: state.problem }) }
}

function clear(folder: string): void {
  const isOurs = existsSync(join(folder, MARK))
  const isEmpty = !existsSync(folder) || readdirSync(folder).length === 0
  if (!isOurs && !isEmpty) throw modelError('M5017', { folder })
  for (const name of isOurs ? readdirSync(folder) : []) {
    const isPage = name.endsWith('.html') || ['assets', 'data', 'nodes'].includes(name)
    if (isPage) rmSync(join(folder, name), { recursive: true })
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, MARK), 'Written by model docs generate, which removes its pages.\n')
}
