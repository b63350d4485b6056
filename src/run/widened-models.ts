/**
 * Models whose change only adds columns that nobody reads, proven by the syntax trees of their old and new text and of
 * everything that reads them (docs/adr/0016). The parser is loaded only where a changed model might be one.
 */
import type { Manifest, ModelNode, TestNode } from '../compile/manifest.ts'
import type { Reason } from '../plan/types.ts'
import { addedColumns } from '../sql/tree/added-columns.ts'
import { isDeterministic } from '../sql/tree/deterministic.ts'
import { overlooks } from '../sql/tree/overlooks.ts'
import { loadParser, PARSED_DIALECTS, type ParseSelect } from '../sql/tree/parse.ts'
import type { History } from '../state/history.ts'
import type { Published } from '../state/types.ts'
import type { Definitions } from './context.ts'
import type { RunRequest } from './start-run.ts'

/** What is known when a plan is made. */
export interface WidenedFacts {
  readonly history: History
  readonly published: ReadonlyMap<string, Published>
  readonly staleReasons: (id: string) => readonly Reason[]
}

/** The columns that each such model gets, by id. */
export async function widenedModels(
  request: RunRequest,
  facts: WidenedFacts,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  const candidates = candidatesOf(request, facts)
  if (candidates.length === 0) return found
  const hashes = candidates.map(({ id }) => facts.published.get(id)!.definitionHash)
  const texts = await facts.history.definitions(hashes)
  const known = candidates.filter((_, i) => texts.has(hashes[i]!))
  if (known.length === 0) return found
  const proof = new Proof(request.manifest, request.definitions, await loadParser())
  for (const node of known) {
    const before = { hash: facts.published.get(node.id)!.definitionHash }
    const text = texts.get(before.hash)!
    const columns = proof.columnsAdded(node, { ...before, text })
    if (columns !== undefined && proof.isOverlooked(node, columns)) found.set(node.id, columns)
  }
  return found
}

/** Tables in SQL that are stale for their definition alone, and whose rows depend on no time and no hook. */
function candidatesOf(
  { manifest, selected, options, deferral, asOf }: RunRequest,
  { published, staleReasons }: WidenedFacts,
): readonly ModelNode[] {
  // Another environment's readers are not known here.
  if (deferral !== undefined || options.fullRefresh || options.noAudit) return []
  if (!/^(run|build|refresh)$/.test(options.command)) return []
  return selected.flatMap(id => {
    const node = manifest.nodes.get(id)
    const stood = published.get(id)
    if (node?.kind !== 'model' || node.materialized !== 'table' || stood?.kind !== 'table')
      return []
    const timed = stood.usesAsOf && Date.parse(stood.asOf) !== Date.parse(asOf)
    if (timed || !isPlainSql(node)) return []
    const reasons = staleReasons(id)
    return reasons.length === 1 && reasons[0]!.code === 'definition' ? [node] : []
  })
}

/** Its text is all that it does, in the parser's dialect. */
function isPlainSql({ script, config }: ModelNode): boolean {
  const hooks = config.preHooks.length + config.postHooks.length
  return script === undefined && hooks === 0 && PARSED_DIALECTS.has(config.dialect)
}

/** Looks at the definitions of one project. */
class Proof {
  readonly #manifest: Manifest
  readonly #definitions: Definitions
  readonly #parse: ParseSelect
  /** Ids are longer than the parser's names may be, so short words stand for them. */
  readonly #words = new Map<string, string>()

  constructor(manifest: Manifest, definitions: Definitions, parse: ParseSelect) {
    this.#manifest = manifest
    this.#definitions = definitions
    this.#parse = parse
  }

  /** Undefined unless the text alone changed, and by nothing but columns. */
  columnsAdded(
    { id }: ModelNode,
    before: { readonly hash: string; readonly text: string },
  ): readonly string[] | undefined {
    const text = this.#definitions.text(id)
    const [old, now] = [before.text, text ?? ''].map(sql => this.#tree(sql))
    const columns = old && now && addedColumns(old, now)
    if (columns === undefined) return undefined
    if (!this.#isSteadyAbove(id)) return undefined
    // An enforced contract declares the new columns too.
    const asBefore = [[], columns].some(without => {
      return this.#definitions.withText(id, before.text, without) === before.hash
    })
    return asBefore ? columns : undefined
  }

  /** Views and ephemerals between a model and its data are asked anew when it is built: they must not differ by chance. */
  #isSteadyAbove(id: string): boolean {
    return this.#manifest.graph.parents(id).every(parent => {
      const node = this.#manifest.nodes.get(parent)
      if (node?.kind !== 'model' || node.materialized === 'table') return true
      const text = this.#definitions.text(parent)
      const tree = isPlainSql(node) && text !== undefined ? this.#tree(text) : undefined
      return tree !== undefined && isDeterministic(tree) && this.#isSteadyAbove(parent)
    })
  }

  /** Everything that keeps what it reads of the model is proven blind to these columns. */
  isOverlooked({ id }: ModelNode, columns: readonly string[]): boolean {
    return this.#manifest.graph.children(id).every(child => {
      const node = this.#manifest.nodes.get(child)
      switch (node?.kind) {
        case 'model':
          return isPlainSql(node) && this.#overlooks(this.#definitions.text(child), id, columns)
        case 'test':
          return this.#checkOverlooks(node, id, columns)
        case 'exposure':
        case 'endpoint':
          // They read what stands whenever they are asked.
          return true
        default:
          return false
      }
    })
  }

  #overlooks(text: string | undefined, id: string, columns: readonly string[]): boolean {
    const tree = text === undefined ? undefined : this.#tree(text)
    return tree !== undefined && overlooks(tree, { relation: this.#word(id), columns })
  }

  #checkOverlooks(test: TestNode, id: string, columns: readonly string[]): boolean {
    const { definition } = test
    if (mentions(test, columns)) return false
    if (definition.kind === 'generic' && definition.builtIn) return !readsWholeRows(definition)
    return this.#overlooks(this.#definitions.checkText(test.id), id, columns)
  }

  #tree(sql: string) {
    const named = sql.replace(/"((?:[^"]|"")+)"/g, (quoted, name: string) => {
      return this.#manifest.nodes.has(name) ? `"${this.#word(name)}"` : quoted
    })
    return this.#parse(named)
  }

  #word(id: string): string {
    const word = this.#words.get(id) ?? `#${this.#words.size + 1}#`
    this.#words.set(id, word)
    return word
  }
}

type GenericTest = Extract<TestNode['definition'], { readonly kind: 'generic' }>

/** All others name the columns that they read. */
function readsWholeRows({ test, declaration }: GenericTest): boolean {
  return test === 'equal_rows' && !Object.hasOwn(declaration.arguments, 'columns')
}

/**
 * Conditions and arguments of tests are pieces of SQL: a word in them that is one of the columns is taken for it, and a
 * subquery is not looked into.
 */
function mentions({ definition, config }: TestNode, columns: readonly string[]): boolean {
  const generic = definition.kind === 'generic' ? definition : undefined
  const written = [generic?.declaration.arguments ?? {}, generic?.column ?? null]
  const text = JSON.stringify([...written, config.where ?? null]).toLowerCase()
  const words = new Set(text.match(WORDS))
  const isIn = (name: string) => (WORD.test(name) ? words.has(name) : text.includes(name))
  return words.has('select') || columns.some(name => isIn(name.toLowerCase()))
}

const WORDS = /[\p{L}\p{N}_$]+/gu
const WORD = /^[\p{L}\p{N}_$]+$/u
