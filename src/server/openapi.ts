/** The endpoints as an OpenAPI 3.1 document. Pure. */
import type { Answer } from '../adapters/adapter.ts'
import {
  type EndpointParameter,
  endpointTitle,
  type StatementDefinition,
} from '../compile/endpoint.ts'
import { hasBody } from '../compile/endpoint-parameters.ts'
import { OFFSET_PATTERN } from '../compile/endpoint-values.ts'
import type { EndpointNode, Manifest } from '../compile/manifest.ts'

type Json = Readonly<Record<string, unknown>>

export interface OpenApiOptions {
  readonly version: string
  /** Columns of each endpoint's answer. */
  readonly columnsOf: (id: string) => Answer['columns'] | undefined
}

/** The document of these endpoints. */
export function openApi(
  manifest: Manifest,
  endpoints: readonly EndpointNode[],
  { version, columnsOf }: OpenApiOptions,
): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const node of endpoints) {
    const path = node.route!.path.replaceAll('[', '{').replaceAll(']', '}')
    const operations = paths[path] ?? {}
    paths[path] = operations
    operations[node.route!.method.toLowerCase()] = operation(manifest, node, columnsOf)
  }
  return {
    openapi: '3.1.0',
    info: { title: manifest.project.name, version: manifest.project.version ?? version },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: PROBLEM },
    },
  }
}

const PROBLEM: Json = {
  type: 'object',
  required: ['title', 'status', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          in: { type: 'string' },
          name: { type: 'string' },
          problem: { type: 'string' },
        },
      },
    },
  },
}

function operation(
  manifest: Manifest,
  node: EndpointNode,
  columnsOf: OpenApiOptions['columnsOf'],
): Json {
  const { definition, description, tags, name } = node
  const asked = statementOf(manifest, node)
  const parameters = asked?.parameters ?? []
  const inBody = hasBody(node.route!)
  const listed = parameters.filter(one => isListed(one, inBody)).map(parameterEntry)
  const body = inBody ? bodyEntry(parameters) : undefined
  const isPublic = definition.kind === 'statement' && definition.public
  return {
    operationId: name,
    summary: description === '' ? endpointTitle(node) : description,
    ...(tags.length === 0 ? {} : { tags }),
    parameters: listed,
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responses(node, asked, columnsOf),
    security: isPublic ? [] : [{ token: [] }],
  }
}

/** The statement that takes the parameters: its own, or that of the answer to a run. */
function statementOf(
  manifest: Manifest,
  { definition }: EndpointNode,
): StatementDefinition | undefined {
  if (definition.kind === 'statement') return definition
  const answer =
    definition.kind === 'run' && definition.answer
      ? manifest.nodes.get(definition.answer)
      : undefined
  return answer?.kind === 'endpoint' && answer.definition.kind === 'statement'
    ? answer.definition
    : undefined
}

function isListed({ origin }: EndpointParameter, inBody: boolean): boolean {
  return origin.from === 'path' || (origin.from === 'input' && !inBody)
}

function parameterEntry(parameter: EndpointParameter): Json {
  const { name, origin, description } = parameter
  const inPath = origin.from === 'path'
  return {
    name,
    in: inPath ? 'path' : 'query',
    required: inPath || !mayLack(parameter),
    // An empty value is an absent one.
    ...(!inPath && mayLack(parameter) ? { allowEmptyValue: true } : {}),
    ...(description === '' ? {} : { description }),
    schema: schemaOf(parameter),
  }
}

/** A request may leave it out. */
function mayLack({ optional, default: otherwise }: EndpointParameter): boolean {
  return optional || otherwise !== undefined
}

const TYPES: Readonly<Record<EndpointParameter['type'], Json>> = {
  text: { type: 'string' },
  integer: { type: 'integer', format: 'int64' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string', format: 'date-time', pattern: OFFSET_PATTERN },
  uuid: { type: 'string', format: 'uuid' },
  json: {},
}

function schemaOf(parameter: EndpointParameter): Json {
  const { type, choices, min, max, maxLength } = parameter
  const isNumber = type === 'integer' || type === 'number'
  const otherwise = parameter.default
  return {
    ...TYPES[type],
    ...(choices && { enum: choices }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(otherwise === undefined ? {} : { default: isNumber ? Number(otherwise) : otherwise }),
  }
}

/** Null is as good as absent. */
function fieldSchema(parameter: EndpointParameter): Json {
  const schema = schemaOf(parameter)
  if (!mayLack(parameter) || !('type' in schema)) return schema
  const { enum: choices } = schema
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...(Array.isArray(choices) ? { enum: [...choices, null] } : {}),
  }
}

function bodyEntry(parameters: readonly EndpointParameter[]): Json | undefined {
  const whole = parameters.find(({ origin }) => origin.from === 'body')
  const fields = parameters.filter(({ origin }) => origin.from === 'input')
  if (whole === undefined && fields.length === 0) return undefined
  const needed = fields.filter(one => !mayLack(one))
  const schema = whole
    ? {}
    : {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          fields.map(one => [
            one.name,
            {
              ...fieldSchema(one),
              ...(one.description === '' ? {} : { description: one.description }),
            },
          ]),
        ),
        ...(needed.length === 0 ? {} : { required: needed.map(({ name }) => name) }),
      }
  const required = whole === undefined ? needed.length > 0 : !whole.optional
  return { required, content: { 'application/json': { schema } } }
}

function responses(
  node: EndpointNode,
  asked: StatementDefinition | undefined,
  columnsOf: OpenApiOptions['columnsOf'],
): Json {
  const { definition } = node
  const columns = columnsOf(node.id) ?? []
  const good =
    definition.kind === 'statement' ? goodResponse(definition, columns) : jsonResponse({})
  const status = definition.kind === 'statement' ? statusOf(definition) : '200'
  const accepted = definition.kind === 'run' ? { 202: jsonResponse({ type: 'object' }) } : {}
  const problem = {
    description: 'What is wrong',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  const refused = asked && asked.parameters.length > 0 ? { 400: problem } : {}
  return { [status]: good, ...accepted, ...refused, default: problem }
}

function statusOf({ response, status }: StatementDefinition): string {
  if (status !== undefined) return String(status)
  return response === 'empty' ? '204' : response === 'redirect' ? '302' : '200'
}

function goodResponse(
  { response, persons }: StatementDefinition,
  columns: Answer['columns'],
): Json {
  const shown = persons.length > 0 ? [...columns, { name: 'suppressed', type: 'boolean' }] : columns
  const row = {
    type: 'object',
    properties: Object.fromEntries(shown.map(({ name, type }) => [name, columnSchema(type)])),
  }
  if (response === 'rows') return jsonResponse({ type: 'array', items: row })
  if (response === 'row') return jsonResponse(row)
  if (response === 'json') return jsonResponse({})
  if (response === 'csv')
    return { description: 'Rows', content: { 'text/csv': { schema: { type: 'string' } } } }
  return { description: response === 'redirect' ? 'Where it leads' : 'Done' }
}

const jsonResponse = (schema: Json): Json => ({
  description: 'The answer',
  content: { 'application/json': { schema } },
})

function columnSchema(type: string): Json {
  if (/^(?:bigint|integer|smallint)$/.test(type)) return { type: ['integer', 'null'] }
  if (/^(?:numeric|real|double precision)/.test(type)) return { type: ['number', 'null'] }
  if (type === 'boolean') return { type: ['boolean', 'null'] }
  if (type === 'date') return { type: ['string', 'null'], format: 'date' }
  if (type.startsWith('timestamp')) return { type: ['string', 'null'], format: 'date-time' }
  if (type.endsWith('[]')) return { type: ['array', 'null'] }
  return /^jsonb?$/.test(type) ? {} : { type: ['string', 'null'] }
}
