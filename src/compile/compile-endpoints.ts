/** Endpoint files -> nodes: statements, and YAML files that run a selection or tell its state. */
import { ModelError, modelError } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import type { EndpointDeclaration, TemplateFile } from '../project/types.ts'
import { nearest } from '../util/nearest.ts'
import { type Compilation, fqnOf, startOf, templateConfig } from './compile-context.ts'
import { type EndpointDefinition, endpointTitle } from './endpoint.ts'
import { statementDefinition } from './endpoint-config.ts'
import { endpointParameters } from './endpoint-parameters.ts'
import { type EndpointFileName, endpointName, readFileName, routeKey } from './endpoint-route.ts'
import type { EndpointNode } from './manifest.ts'
import { isMapping, textList } from './merge-config.ts'
import { nodeId } from './node-ids.ts'
import { parentsOf } from './resolve-parents.ts'
import { extractFacts } from './template-facts.ts'

/** Adds all endpoints. */
export function compileEndpoints(compilation: Compilation): void {
  const { project } = compilation
  const files = project.templates.filter(({ kind }) => kind === 'endpoint')
  const statements = files.flatMap(file => compileStatement(compilation, file) ?? [])
  const works = project.endpoints.flatMap(file => compileWork(compilation, file, statements) ?? [])
  const taken = new Map<string, string>()
  for (const node of [...statements, ...works].sort(byPath)) {
    if (isTaken(compilation, node, taken)) continue
    compilation.nodes.set(node.id, Object.freeze(node))
  }
  reportUnusedAnswers(compilation, statements, works)
}

const byPath = (a: EndpointNode, b: EndpointNode) => (a.path < b.path ? -1 : 1)

/** No request may be for two endpoints, and no two nodes may have one id. */
function isTaken(
  { problems, nodes }: Compilation,
  node: EndpointNode,
  taken: Map<string, string>,
): boolean {
  const key = node.route === undefined ? node.path : routeKey(node.route)
  const first = taken.get(key) ?? nodes.get(node.id)?.path
  taken.set(key, node.path)
  if (first === undefined) return false
  const route = endpointTitle(node)
  problems.add(modelError('M1607', { route, first }, { place: node.place }))
  return true
}

function compileStatement(compilation: Compilation, file: TemplateFile): EndpointNode | undefined {
  const { project, cache, problems } = compilation
  const place = startOf(file.path)
  const name = problems.attempt(() => fileName(file.path, file.root))
  const facts = problems.attempt(() => extractFacts(file, cache))
  if (name === undefined || facts === undefined) return undefined
  const config = templateConfig('endpoints', facts, problems)
  const node = common(compilation, name, { path: file.path, place })
  if (config['enabled'] === false) {
    compilation.disabled.push(node.id)
    return undefined
  }
  const parameters = endpointParameters(facts.endpoint, {
    route: name.route,
    vars: [...Object.keys(project.vars), 'as_of'],
    place,
    report: problem => problems.add(problem),
  })
  const definition = statementDefinition(config, {
    template: facts,
    parameters,
    route: name.route,
    report: problem => problems.add(problem),
  })
  const description = config['description']
  return {
    ...node,
    description: typeof description === 'string' ? description : '',
    tags: textList(config['tags']),
    meta: isMapping(config['meta']) ? config['meta'] : {},
    dependsOn: parentsOf(compilation, facts),
    definition,
    hash: file.hash,
  }
}

/** @throws ModelError M1606 */
function fileName(path: string, root: string): EndpointFileName {
  const name = readFileName(path, root)
  if (name instanceof ModelError) throw name
  return name
}

function common(
  { project }: Compilation,
  file: EndpointFileName,
  { path, place }: { readonly path: string; readonly place: Place },
) {
  const name = endpointName(file)
  return {
    kind: 'endpoint' as const,
    id: nodeId('endpoint', project.name, name),
    name,
    path,
    fqn: fqnOf(project.name, file.folders.join('/'), name),
    place,
    ...(file.route === undefined ? {} : { route: file.route }),
  }
}

function compileWork(
  compilation: Compilation,
  file: EndpointDeclaration,
  statements: readonly EndpointNode[],
): EndpointNode | undefined {
  const { problems } = compilation
  const place = startOf(file.path)
  const name = problems.attempt(() => fileName(file.path, file.root))
  if (name === undefined) return undefined
  const node = common(compilation, name, { path: file.path, place })
  if (!file.enabled) {
    compilation.disabled.push(node.id)
    return undefined
  }
  reportMisfits(compilation, file, name)
  const answer = answerOf(compilation, file, statements)
  const { work } = file
  const definition: EndpointDefinition =
    work.kind === 'status'
      ? work
      : {
          kind: 'run',
          command: work.command,
          select: work.select,
          exclude: work.exclude,
          fullRefresh: work.fullRefresh,
          ...(answer === undefined ? {} : { answer: answer.id }),
        }
  const { description, tags, meta } = file
  return {
    ...node,
    description,
    tags,
    meta,
    dependsOn: answer === undefined ? [] : [answer.id],
    definition,
    hash: '',
  }
}

/** What runs is a POST, what tells a state is a GET, and neither has parameters in its path. */
function reportMisfits(
  { problems }: Compilation,
  { path, work }: EndpointDeclaration,
  { route }: EndpointFileName,
): void {
  const place = startOf(path)
  const method = work.kind === 'run' ? 'POST' : 'GET'
  if (route?.method !== method) {
    const problem = `is for files whose names end in .${method.toLowerCase()}.yml`
    const instead = 'Rename the file.'
    problems.add(modelError('M1608', { key: work.kind, problem, instead }, { place }))
  }
  const parameter = route?.segments.find(({ kind }) => kind === 'parameter')
  if (parameter !== undefined)
    problems.add(
      modelError(
        'M1608',
        {
          key: `[${parameter.name}]`,
          problem: `is a parameter, and ${work.kind} takes none`,
          instead: 'Write a path without parameters.',
        },
        { place },
      ),
    )
}

/** `GET /api/x`, or a file beside. */
function answerOf(
  { problems }: Compilation,
  file: EndpointDeclaration,
  statements: readonly EndpointNode[],
): EndpointNode | undefined {
  const answer = file.work.kind === 'run' ? file.work.answer : undefined
  if (answer === undefined) return undefined
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const found = statements.find(
    node => endpointTitle(node) === answer.text || node.path === folder + answer.text,
  )
  const problem = found === undefined ? undefined : answerProblem(found)
  if (found === undefined) {
    const close = nearest(answer.text, statements.map(endpointTitle))
    const fields = { text: answer.text, nearest: close }
    problems.add(modelError('M1609', fields, { place: answer.place }))
  } else if (problem !== undefined) {
    const instead = 'Answer with a statement that only reads.'
    problems.add(modelError('M1608', { key: 'answer', problem, instead }, { place: answer.place }))
  }
  return found
}

function answerProblem({ definition, route }: EndpointNode): string | undefined {
  if (definition.kind === 'statement' && definition.writes) return 'writes'
  return route?.segments.some(({ kind }) => kind === 'parameter')
    ? 'has parameters in its path, which the run does not have'
    : undefined
}

function reportUnusedAnswers(
  { problems }: Compilation,
  statements: readonly EndpointNode[],
  works: readonly EndpointNode[],
): void {
  const answers = new Set(works.flatMap(({ dependsOn }) => dependsOn))
  for (const { id, route, path, place } of statements)
    if (route === undefined && !answers.has(id))
      problems.add(modelError('M1610', { path }, { place }))
}
