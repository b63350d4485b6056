/**
 * Dashboards -> nodes: exposures of the type dashboard, which read their endpoints. Names of endpoints and parameters are
 * looked up here; columns when the database has described them.
 */
import { type ModelError, modelError } from '../errors/model-error.ts'
import {
  type ActionDeclaration,
  type DashboardDeclaration,
  type FilterDeclaration,
  type ItemDeclaration,
  itemsOf,
  type Placed,
} from '../project/dashboard.ts'
import { nearest } from '../util/nearest.ts'
import { type Compilation, foldersOfFile, fqnOf } from './compile-context.ts'
import { checkChoice, checkGiving, givenParameters, wrongValue } from './dashboard-parameters.ts'
import { type EndpointParameter, endpointTitle } from './endpoint.ts'
import { valueProblem } from './endpoint-values.ts'
import type { EndpointNode, ExposureNode } from './manifest.ts'
import { nodeId } from './node-ids.ts'

/** Adds all dashboards. */
export function compileDashboards(compilation: Compilation): void {
  const { project, nodes, problems, disabled } = compilation
  for (const declaration of project.dashboards) {
    const { name, place } = declaration
    const id = nodeId('exposure', project.name, name)
    if (!declaration.enabled) {
      disabled.push(id)
      continue
    }
    const taken = nodes.get(id)
    if (taken !== undefined)
      problems.add(modelError('M1712', { name, first: taken.path }, { place }))
    else nodes.set(id, Object.freeze(nodeOf(compilation, id, declaration)))
  }
}

function nodeOf(
  compilation: Compilation,
  id: string,
  declaration: DashboardDeclaration,
): ExposureNode {
  const { project } = compilation
  const { name, path, place, tags, meta } = declaration
  const check = new DashboardCheck(compilation, declaration)
  check.all()
  const description = anyOf(declaration.description)
  return {
    kind: 'exposure',
    id,
    name,
    path,
    fqn: fqnOf(project.name, foldersOfFile(project, path), name),
    description,
    tags,
    meta,
    dependsOn: check.shown(),
    place,
    declaration: {
      name,
      type: 'dashboard',
      label: anyOf(declaration.title),
      url: `/dashboards/${name}`,
      description,
      owner: {},
      dependsOn: [],
      enabled: true,
      tags,
      meta,
      place,
    },
    dashboard: { declaration, endpoints: check.found() },
  }
}

/** Artifacts have one language. */
const anyOf = (texts: Readonly<Record<string, string>>): string =>
  texts['*'] ?? texts['en'] ?? Object.values(texts)[0] ?? ''

const SHOWN = new Set(['rows', 'row', 'json'])
/** Names that the pages use in addresses. */
const RESERVED = new Set(['lang', 'run', 'action'])

/** Looks at one dashboard. */
class DashboardCheck {
  readonly #compilation: Compilation
  readonly #declaration: DashboardDeclaration
  readonly #endpoints: ReadonlyMap<string, EndpointNode>
  /** False when an endpoint could not be compiled: then none is said to be unknown. */
  readonly #isWhole: boolean
  readonly #found = new Map<string, EndpointNode>()
  readonly #shown = new Set<string>()

  constructor(compilation: Compilation, declaration: DashboardDeclaration) {
    this.#compilation = compilation
    this.#declaration = declaration
    const { nodes, project, disabled } = compilation
    const endpoints = [...nodes.values()].filter(node => node.kind === 'endpoint')
    this.#endpoints = new Map(
      endpoints.filter(({ route }) => route).map(node => [endpointTitle(node), node]),
    )
    const files = project.templates.filter(({ kind }) => kind === 'endpoint').length
    const left = disabled.filter(id => id.startsWith('endpoint.')).length
    this.#isWhole = files + project.endpoints.length === endpoints.length + left
  }

  all(): void {
    const { filters, sections, actions } = this.#declaration
    const items = itemsOf(this.#declaration)
    for (const item of items) this.#item(item)
    for (const filter of filters) this.#filter(filter, items)
    for (const action of actions) this.#action(action, false)
    for (const section of sections)
      for (const action of section.actions) this.#action(action, false)
  }

  /** Ids of the endpoints whose answers it shows. */
  shown(): readonly string[] {
    return [...this.#shown]
  }

  /** Ids by what the file calls them. */
  found(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#found].map(([title, { id }]) => [title, id]))
  }

  #report = (problem: ModelError): void => this.#compilation.problems.add(problem)

  #find({ text, place }: Placed): EndpointNode | undefined {
    const found = this.#endpoints.get(text)
    if (found !== undefined) this.#found.set(text, found)
    else if (this.#isWhole) {
      const close = nearest(text, this.#endpoints.keys())
      this.#report(modelError('M1701', { text, nearest: close }, { place }))
    }
    return found
  }

  #misfit(endpoint: EndpointNode, { place }: Placed, problem: string, instead: string): void {
    const fields = { endpoint: endpointTitle(endpoint), problem, instead }
    this.#report(modelError('M1702', fields, { place }))
  }

  /** An endpoint whose answer is shown. */
  #source(written: Placed, rows: Placed | undefined): EndpointNode | undefined {
    const endpoint = this.#find(written)
    if (endpoint === undefined) return undefined
    this.#shown.add(endpoint.id)
    const { definition, route } = endpoint
    const response = definition.kind === 'statement' ? definition.response : 'rows'
    const reads = definition.kind !== 'run' && !('writes' in definition && definition.writes)
    if (route?.method !== 'GET' || !reads || !SHOWN.has(response))
      this.#misfit(endpoint, written, 'does not answer with rows to show', 'Name a GET that reads.')
    else if (rows !== undefined && response !== 'json')
      this.#misfit(endpoint, rows, 'answers rows, not JSON with parts', 'Remove rows.')
    return endpoint
  }

  #item(item: ItemDeclaration): void {
    const { csv } = item
    const endpoint = item.endpoint && this.#source(item.endpoint, item.rows)
    const file = csv && this.#find(csv)
    if (csv && file && !isCsvSource(file))
      this.#misfit(file, csv, 'does not answer with CSV', 'Name a GET with response="csv".')
    for (const action of item.actions) this.#action(action, true)
    if (endpoint === undefined) return
    const { filters } = this.#declaration
    const parameters = givenParameters(endpoint, this.#compilation.nodes)
    checkGiving(
      {
        endpoint,
        parameters,
        uses: item.parameters,
        filters,
        hasRows: false,
        others: filters.map(({ name }) => name),
        place: item.endpoint!.place,
      },
      this.#report,
    )
    for (const { sort } of item.columns)
      if (sort) checkChoice({ endpoint, parameters }, { name: 'sort', choice: sort }, this.#report)
  }

  #action(action: ActionDeclaration, hasRows: boolean): void {
    const endpoint = this.#find(action.endpoint)
    if (endpoint === undefined) return
    const { route, definition } = endpoint
    if (route?.method === 'GET' || definition.kind === 'status')
      this.#misfit(endpoint, action.endpoint, 'changes nothing', 'Name a POST, PATCH or DELETE.')
    const parameters = givenParameters(endpoint, this.#compilation.nodes)
    const { choose } = action
    checkGiving(
      {
        endpoint,
        parameters,
        uses: action.parameters,
        filters: this.#declaration.filters,
        hasRows,
        others: choose === undefined ? [] : [choose.text],
        place: action.endpoint.place,
      },
      this.#report,
    )
    if (choose) this.#choice(endpoint, parameters, choose)
  }

  #choice(endpoint: EndpointNode, parameters: readonly EndpointParameter[], choose: Placed): void {
    const at = { name: choose.text, place: choose.place }
    const known = parameters.map(({ name }) => name)
    const found = parameters.find(({ name }) => name === choose.text)
    if (found === undefined) {
      const close = nearest(choose.text, known)
      const fields = { endpoint: endpointTitle(endpoint), name: choose.text, known, nearest: close }
      this.#report(modelError('M1703', fields, { place: choose.place }))
    } else if (found.choices === undefined)
      this.#report(
        wrongValue(endpoint, at, ['has no choices', 'Choose a parameter that is an enum.']),
      )
  }

  #filter(filter: FilterDeclaration, items: readonly ItemDeclaration[]): void {
    const { name, place, options } = filter
    if (options) this.#source(options.endpoint, options.rows)
    const wrong = (problem: string, instead: string, at = place) =>
      this.#report(modelError('M1710', { name, problem, instead }, { place: at }))
    if (RESERVED.has(name)) wrong('has a name that the pages use themselves', 'Rename it.')
    const first = this.#filtered(name, items)
    if (first === undefined) {
      const known = items.flatMap(item => this.#parametersOf(item).map(one => one.name))
      const close = nearest(name, known)
      const instead = close === undefined ? 'Remove it, or rename it.' : `Did you mean ${close}?`
      if (this.#isWhole) wrong('is a parameter of no endpoint of this page', instead)
      return
    }
    if (filter.default) {
      const problem = valueProblem(first, filter.default.text)
      if (problem !== undefined)
        wrong(
          `has the default ${filter.default.text}, which ${problem}`,
          'Change it.',
          filter.default.place,
        )
    }
    for (const value of Object.keys(filter.values))
      if (first.choices !== undefined && !first.choices.includes(value))
        wrong(`names the value ${value}; expected ${first.choices.join(', ')}`, 'Change it.')
  }

  #parametersOf({ endpoint, csv }: ItemDeclaration): readonly EndpointParameter[] {
    return [endpoint, csv].flatMap(written => {
      const found = written && this.#found.get(written.text)
      return found ? givenParameters(found, this.#compilation.nodes) : []
    })
  }

  #filtered(name: string, items: readonly ItemDeclaration[]): EndpointParameter | undefined {
    for (const item of items) {
      const found = this.#parametersOf(item).find(parameter => parameter.name === name)
      if (found !== undefined) return found
    }
    return undefined
  }
}

function isCsvSource({ definition, route }: EndpointNode): boolean {
  return route?.method === 'GET' && definition.kind === 'statement' && definition.response === 'csv'
}
