/** The config of a node as it was written, a line for each key; what nobody wrote is not repeated. */
import type { Child, FC } from 'hono/jsx'
import type { Node } from '../../compile/manifest.ts'
import { Block } from './parts.tsx'
import type { View } from './view.ts'

/** Shown with the node itself. */
const ELSEWHERE: ReadonlySet<string> = new Set(['tags', 'meta'])

/** The list; nothing where nothing is configured. */
export const ConfigBlock: FC<{ readonly view: View; readonly node: Node }> = ({ view, node }) => {
  const raw = 'config' in node && 'raw' in node.config ? node.config.raw : {}
  const entries = Object.entries(raw).filter(([key]) => !ELSEWHERE.has(key))
  // That alone stands beside the name.
  if (entries.every(([key]) => key === 'materialized')) return null
  return (
    <Block title={view.t('config')} id="config">
      <dl class="card facts small mono">
        {entries.map(([key, value]) => (
          <>
            <dt>{key}</dt>
            <dd>{shown(linesOf(value))}</dd>
          </>
        ))}
      </dl>
    </Block>
  )
}

function shown(lines: readonly string[]): Child {
  return lines.length === 1 ? lines[0] : lines.map(line => <div>{line}</div>)
}

/** A part of an object or list on each line. */
function linesOf(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.some(part => typeof part === 'object')) return value.map(inLine)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [inLine(value)]
  return Object.entries(value).map(([key, part]) => `${key}: ${inLine(part)}`)
}

/** As YAML has it in one line. */
function inLine(value: unknown): string {
  if (Array.isArray(value)) return value.map(inLine).join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  const parts = Object.entries(value).map(([key, part]) => {
    const text = inLine(part)
    return `${key}: ${Array.isArray(part) && part.length > 1 ? `[${text}]` : text}`
  })
  return parts.join(', ')
}
