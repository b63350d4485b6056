/** `{{config ...}}` of an endpoint -> its definition; keys that do not go together are problems. */
import { type ModelError, modelError } from '../errors/model-error.ts'
import type {
  EndpointParameter,
  EndpointRoute,
  ResponseKind,
  StatementDefinition,
} from './endpoint.ts'
import type { TemplateFacts } from './facts.ts'
import { type RawConfig, textList } from './merge-config.ts'

/** Rows of an answer when nothing else is said: more is a mistake of the statement or of the request. */
const MAX_ROWS = 10_000

/** What the definition is made from, beside the config. */
export interface StatementParts {
  readonly template: TemplateFacts
  readonly parameters: readonly EndpointParameter[]
  readonly route: EndpointRoute | undefined
  readonly report: (problem: ModelError) => void
}

/** The definition of an endpoint that is a statement. */
export function statementDefinition(config: RawConfig, parts: StatementParts): StatementDefinition {
  const { template, parameters } = parts
  const { status, filename } = config
  reportMisfits(config, parts)
  return {
    kind: 'statement',
    template,
    parameters,
    response: responseOf(config),
    writes: config['writes'] === true,
    public: config['public'] === true,
    persons: config['share'] === true ? textList(config['persons']) : [],
    maxRows: typeof config['max_rows'] === 'number' ? config['max_rows'] : MAX_ROWS,
    ...(typeof status === 'number' && { status }),
    ...(typeof filename === 'string' && { filename }),
  }
}

const responseOf = (config: RawConfig) => (config['response'] ?? 'rows') as ResponseKind

function reportMisfits(config: RawConfig, { template, route, report }: StatementParts): void {
  const response = responseOf(config)
  const misfit = (key: string, problem: string, instead: string) => {
    const place = template.configPlaces[key] ?? { file: template.path, line: 1, column: 1 }
    report(modelError('M1608', { key, problem, instead }, { place }))
  }
  const method = route?.method ?? 'GET'
  if ((response === 'redirect' || response === 'csv') && method !== 'GET')
    misfit('response', `is ${response}, which only GET answers`, 'Answer with rows, row or json.')
  if (response === 'empty' && config['writes'] !== true)
    misfit('response', 'is empty, and nothing is written', 'Set writes=true, or answer something.')
  if (route === undefined && (response === 'redirect' || response === 'empty'))
    misfit('response', `is ${response}, which answers no run`, 'Answer with rows, row or json.')
  const status = config['status']
  if (typeof status === 'number' && status >= 300 !== (response === 'redirect'))
    misfit(
      'status',
      `is ${status}, which does not go with ${response}`,
      'Use 200 to 299 for answers, 301 to 308 for redirects.',
    )
  if (config['filename'] !== undefined && response !== 'csv')
    misfit('filename', 'is for csv alone', 'Set response="csv", or remove it.')
  const persons = textList(config['persons'])
  if ((config['share'] === true) !== persons.length > 0)
    misfit(
      config['share'] === true ? 'share' : 'persons',
      'stands without the other of share and persons',
      'Write share=true persons="visitors": the columns that count persons.',
    )
  if (persons.length > 0 && response !== 'rows' && response !== 'row' && response !== 'csv')
    misfit('share', `cannot look into ${response}`, 'Answer with rows, row or csv.')
}
