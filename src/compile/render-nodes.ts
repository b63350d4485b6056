/** The walk over a template's tree: text is copied, expressions print, blocks choose and repeat. */
import { modelError } from '../errors/model-error.ts'
import { evaluate, unknownName } from './evaluate.ts'
import type { Frame } from './frame.ts'
import { BLOCKS, isBuiltIn } from './names.ts'
import type { SegmentWriter } from './segments.ts'
import {
  type BlockNode,
  type Expression,
  type OutputNode,
  placeOf,
  type TemplateNode,
} from './syntax.ts'
import { described, isDictionary, isTruthy, printed, type TemplateValue } from './values.ts'

/** Renders nodes, in order, into the writer. */
export function renderNodes(
  nodes: readonly TemplateNode[],
  frame: Frame,
  writer: SegmentWriter,
): void {
  for (const node of nodes) {
    if (node.kind === 'text')
      writer.write(frame.source.text.slice(node.start, node.end), node.start, true)
    else if (node.kind === 'output') writer.write(printOutput(node, frame), node.start, false)
    else renderBlock(node, frame, writer)
  }
}

function printOutput(node: OutputNode, frame: Frame): string {
  const { expression } = node
  if (isConfig(expression)) return ''
  const value = evaluate(expression, frame)
  const text = printed(value)
  if (text !== undefined) return text
  const what = frame.source.text.slice(expression.start, expression.end)
  throw modelError(
    'M1209',
    { what, found: described(value), instead: insteadOfPrinting(value, what) },
    { place: placeOf(frame.source, node) },
  )
}

/** Its facts were taken from the tree; it prints nothing. */
function isConfig(expression: Expression): boolean {
  return expression.kind === 'call'
    ? expression.name === 'config' || expression.name === 'params'
    : expression.kind === 'path' && expression.head === 'config'
}

function insteadOfPrinting(value: TemplateValue, what: string): string {
  const argument = /\s/.test(what) ? `(${what})` : what
  if (value === null) return `Print null with {{literal ${argument}}}, or give a default.`
  if (isDictionary(value)) {
    const key = Object.keys(value)[0] ?? 'key'
    return `Print one entry, such as {{${what}.${key}}}, or go over it with {{#each ${argument} as |value key|}}.`
  }
  if (Array.isArray(value))
    return `Print it with {{literal ${argument}}}, {{ident ${argument}}} or {{#each ${argument} as |item|}}.`
  return 'Give a finite number.'
}

type BlockRenderer = (block: BlockNode, frame: Frame, writer: SegmentWriter) => void

const BLOCK_RENDERERS: Readonly<Record<(typeof BLOCKS)[number], BlockRenderer>> = {
  if: (block, frame, writer) => renderCondition(block, frame, { writer, wanted: true }),
  unless: (block, frame, writer) => renderCondition(block, frame, { writer, wanted: false }),
  each: renderEach,
  let: renderLet,
}

function renderBlock(block: BlockNode, frame: Frame, writer: SegmentWriter): void {
  const name = BLOCKS.find(known => known === block.name)
  if (!name) throw unknownBlock(block, frame)
  if (block.named.length > 0) throw misfit(block, frame, `${name} takes no named arguments`)
  const taken = block.parameters.find(isBuiltIn)
  if (taken !== undefined)
    throw misfit(block, frame, `${taken} is a built-in name and cannot be given with as |${taken}|`)
  BLOCK_RENDERERS[name](block, frame, writer)
}

function renderCondition(
  block: BlockNode,
  frame: Frame,
  { writer, wanted }: { writer: SegmentWriter; wanted: boolean },
): void {
  const [condition] = block.positional
  if (!condition || block.positional.length > 1 || block.parameters.length > 0)
    throw misfit(block, frame, `${block.name} takes one condition`)
  const holds = isTruthy(evaluate(condition, frame)) === wanted
  renderNodes(holds ? block.body : block.otherwise, frame, writer)
}

function renderEach(block: BlockNode, frame: Frame, writer: SegmentWriter): void {
  const [over] = block.positional
  const [item, counter] = block.parameters
  if (!over || block.positional.length > 1) throw misfit(block, frame, 'each takes one list')
  if (item === undefined || block.parameters.length > 2)
    throw misfit(block, frame, 'each must name its item, and may name its index')
  const entries = entriesOf(evaluate(over, frame))
  if (!entries) throw notAList(block, frame)
  if (entries.length === 0) renderNodes(block.otherwise, frame, writer)
  for (const [index, [key, value]] of entries.entries()) {
    const scope = new Map(frame.scope).set(item, value)
    if (counter !== undefined) scope.set(counter, key)
    const loop = { first: index === 0, last: index === entries.length - 1, index, key }
    renderNodes(block.body, { ...frame, scope, loop }, writer)
  }
}

/** Items with their index, or entries with their key. */
function entriesOf(
  value: TemplateValue,
): readonly (readonly [TemplateValue, TemplateValue])[] | undefined {
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const)
  return isDictionary(value) ? Object.entries(value) : undefined
}

function notAList(block: BlockNode, frame: Frame) {
  const over = block.positional[0]!
  const found = described(evaluate(over, frame))
  return modelError('M1217', { found }, { place: placeOf(frame.source, over) })
}

function renderLet(block: BlockNode, frame: Frame, writer: SegmentWriter): void {
  const { positional, parameters } = block
  if (positional.length === 0 || positional.length !== parameters.length)
    throw misfit(block, frame, `let names ${parameters.length} of ${positional.length} values`)
  const scope = new Map(frame.scope)
  for (const [index, name] of parameters.entries())
    scope.set(name, evaluate(positional[index]!, frame))
  renderNodes(block.body, { ...frame, scope }, writer)
}

const WRITTEN: Readonly<Record<string, string>> = {
  if: '{{#if condition}} ... {{else}} ... {{/if}}',
  unless: '{{#unless condition}} ... {{/unless}}',
  each: '{{#each (list "a" "b") as |item index|}} ... {{/each}}',
  let: '{{#let "value" 2 as |a b|}} ... {{/let}}',
}

function misfit(block: BlockNode, frame: Frame, problem: string) {
  return modelError(
    'M1218',
    { problem, instead: `Write ${WRITTEN[block.name]}` },
    { place: placeOf(frame.source, block.head) },
  )
}

function unknownBlock(block: BlockNode, frame: Frame) {
  const { name } = block
  const { context } = frame.rendering
  const declares = name === 'macro' || name === 'test'
  const known =
    isBuiltIn(name) || frame.scope.has(name) || context.macros.find(name, context.adapter)
  if (!known) return unknownName(name, block.head, frame)
  return modelError(
    'M1220',
    {
      name,
      found: declares ? 'a block outside of a macro file' : 'a block',
      instead: declares
        ? 'Declare macros and tests in a file of the macros folder, not inside other text.'
        : `Write {{${name} ...}}.`,
    },
    { place: placeOf(frame.source, block.head) },
  )
}
