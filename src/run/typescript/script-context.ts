/** `ctx`: what the code of a TypeScript model works with. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelNode } from '../../compile/manifest.ts'
import { resolveReference } from '../../compile/references.ts'
import { modelError } from '../../errors/model-error.ts'
import type { RelationName } from '../../sql/relation.ts'
import { nearest } from '../../util/nearest.ts'
import type { RunContext } from '../context.ts'
import { type Asking, askAll } from './ask.ts'
import { fetchOnce, pauseBefore, wait, withinTime } from './attempt.ts'
import {
  type AskOptions,
  type Call,
  type InputFile,
  type ModelContext,
  PassingError,
  type ReadOptions,
} from './define-model.ts'
import { readReference } from './read-reference.ts'

export interface ScriptSurroundings {
  readonly context: Pick<RunContext, 'adapter' | 'manifest' | 'asOf' | 'emit' | 'hide'>
  readonly node: ModelNode
  readonly asking: Asking
  /** Where a node is read: on its stage, or as readers see it. */
  readonly relationOf: (id: string) => RelationName
}

/** The context of one model in one run. */
export function scriptContext(surroundings: ScriptSurroundings): ModelContext {
  const { context, node, asking } = surroundings
  const { env, vars } = context.manifest.project
  const { signal, dryRun } = asking
  const say = (code: string) => (message: string) =>
    context.emit({ kind: 'warning', code, message: `${node.name}: ${message}` })
  return Object.freeze({
    refs: references(surroundings),
    inputs: inputFiles(context.manifest.project.root, node),
    vars: Object.freeze({ ...vars, as_of: context.asOf }),
    asOf: context.asOf,
    env: (name: string) => env[name],
    secret: (name: string) => {
      const value = env[name]
      if (value) context.hide(value)
      return value
    },
    log: {
      info: (message: string) =>
        context.emit({ kind: 'note', node: node.id, message: `${node.name}: ${message}` }),
      warn: say('model_says'),
    },
    signal,
    dryRun,
    fetch: (url: string | URL, init: RequestInit = {}) => fetchWithRetries(asking, url, init),
    ask: <AskedRow, Answer>(
      rows: AsyncIterable<AskedRow> | Iterable<AskedRow>,
      options: AskOptions<AskedRow>,
      call: (row: AskedRow, call: Call) => Promise<Answer>,
    ) => askAll(asking, rows, { options, call }),
  })
}

/** Only what is declared is there, so that the graph is right. */
function declared<T extends object>(kind: string, entries: T, node: ModelNode): T {
  return new Proxy(entries, {
    get: (target, name) => {
      if (typeof name === 'symbol' || name in target) return Reflect.get(target, name)
      const close = nearest(name, Object.keys(target))
      throw modelError(
        'M3320',
        { kind, name, nearest: close },
        { place: node.place, node: node.id },
      )
    },
  })
}

function references(surroundings: ScriptSurroundings): ModelContext['refs'] {
  const { context, node, asking, relationOf } = surroundings
  const entries = node.template.references.map(({ kind, names, place }) => {
    const name = names.join('.')
    const id = resolveReference(context.manifest, { kind, names }, place)
    const read = (options: ReadOptions = {}) =>
      readReference(context, {
        name,
        node: context.manifest.nodes.get(id)!,
        relation: relationOf(id),
        reader: node,
        options,
        signal: asking.signal,
        counts: asking.tally,
      })
    return [name, read] as const
  })
  return declared('ref', Object.fromEntries(entries), node) as ModelContext['refs']
}

function inputFiles(root: string, node: ModelNode): ModelContext['inputs'] {
  const entries = node.script!.inputs.map((name): [string, InputFile] => {
    const path = join(root, name)
    const text = () => readFile(path, 'utf8')
    const yaml: InputFile['yaml'] = async schema =>
      (await import('./read-yaml.ts')).readYaml(name, await text(), schema)
    return [name, { path, text, bytes: () => readFile(path), yaml }]
  })
  return declared('input', Object.fromEntries(entries), node)
}

/** A call that is about no row: it has the same limits, and its answer is not remembered. */
async function fetchWithRetries(
  asking: Asking,
  url: string | URL,
  init: RequestInit,
): Promise<Response> {
  const { config, budget, pace, signal, tally, dryRun } = asking
  if (dryRun) throw new DryRunError()
  for (let attempt = 1; ; attempt++) {
    await pace.turn(signal)
    if (!budget.take(0)) throw new PassingError('the budget of this run is used up')
    tally.asked++
    budget.settle(0, 0)
    try {
      const limits = { signal, limit: config.callTimeout }
      return await withinTime(own => fetchOnce(url, init, own), limits)
    } catch (error) {
      signal.throwIfAborted()
      const pause = pauseBefore(error, { attempt, retries: config.retries })
      if (pause === undefined) throw error
      await wait(pause, signal)
    }
  }
}

/** A model that calls outside of `ask` cannot be counted without calling. */
export class DryRunError extends Error {
  override readonly name = 'DryRunError'

  constructor() {
    super('it calls outside of ctx.ask')
  }
}
