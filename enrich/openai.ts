/**
 * One question to an OpenAI model with web search: the Responses API, an answer of a fixed shape, what it cost. The package
 * is loaded with the first question. Knows nothing of companies.
 */
import { type Call, type ModelContext, PassingError, z } from 'sql-model'
import { consultedPages, evidence } from './evidence.ts'

/** Where and as whom to ask, and what it costs. */
export interface OpenAiSettings {
  readonly key: string
  readonly baseUrl: string | undefined
  readonly model: string
  /** In dollars: of a million tokens, of a thousand searches. */
  readonly prices: { readonly input: number; readonly output: number; readonly search: number }
}

type Surroundings = Pick<ModelContext, 'env' | 'secret' | 'vars'>

const price = z.coerce.number().min(0)
const settingsShape = z.object({
  openai_model: z.string().min(1),
  openai_input_price: price,
  openai_output_price: price,
  openai_search_price: price,
})

/** The model's name, also where there is no key: answers of before are found by it. */
export function modelName(ctx: Pick<ModelContext, 'vars'>): string {
  return settingsShape.shape.openai_model.parse(ctx.vars['openai_model'])
}

/** Undefined without a key. @throws ZodError for a price that is no number. */
export function openAiSettings(ctx: Surroundings): OpenAiSettings | undefined {
  const key = ctx.secret('OPENAI_API_KEY')
  if (!key) return undefined
  const vars = settingsShape.parse(ctx.vars)
  return {
    key,
    baseUrl: ctx.env('OPENAI_BASE_URL') || undefined,
    model: vars.openai_model,
    prices: {
      input: vars.openai_input_price,
      output: vars.openai_output_price,
      search: vars.openai_search_price,
    },
  }
}

/** A question, and the shape of its answer. */
export interface Question<Answer> {
  /** Of the schema, for the model. */
  readonly name: string
  readonly instructions: string
  readonly input: string
  readonly schema: z.ZodType<Answer>
}

/** An answer as it is remembered: JSON. */
export interface ModelAnswer<Answer> {
  readonly answer: Answer
  /** Pages that the answer names and the search has seen. */
  readonly evidence: readonly string[]
  readonly model: string
  readonly answeredAt: string
  readonly raw: unknown
}

/** The account is refused, or the model not known: no other question would be answered either. */
export class AccountError extends PassingError {
  constructor(message: string) {
    // Not now, and not after a pause: a later run asks again.
    super(message, { after: Number.POSITIVE_INFINITY })
  }
}

/** What a search and its pages come to, as tokens: for estimates. */
const usual = { inputTokens: 10_000, outputTokens: 900, searches: 2 }
const mostOutputTokens = 6000

/** Dollars that a question may cost. */
export function usualCost({ prices }: OpenAiSettings): number {
  return costOf(prices, usual)
}

const output = z.looseObject({ type: z.string() })
const responseShape = z.looseObject({
  id: z.string(),
  model: z.string(),
  created_at: z.number().int().min(0).max(253_402_300_799),
  status: z.string(),
  output: z.array(output),
  usage: z.looseObject({ input_tokens: z.number(), output_tokens: z.number() }).nullish(),
  error: z.looseObject({ message: z.string() }).nullish(),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish(),
})
type Response = z.output<typeof responseShape>

/** @throws PassingError for what another attempt may mend, AccountError, or another error that lasts. */
export async function askOpenAi<Answer>(
  settings: OpenAiSettings,
  question: Question<Answer>,
  call: Call,
): Promise<ModelAnswer<Answer>> {
  const response = await send(settings, question, call)
  const searches = response.output.filter(isSearch).length
  const { input_tokens: inputTokens = 0, output_tokens: outputTokens = 0 } = response.usage ?? {}
  call.cost(costOf(settings.prices, { inputTokens, outputTokens, searches }))
  const answer = answerOf(response, question.schema)
  return {
    answer,
    evidence: evidence(answer, consultedPages(response.output)),
    model: response.model,
    answeredAt: new Date(response.created_at * 1000).toISOString(),
    raw: rawOf(response),
  }
}

/** The tool's own fetch does the waiting, the repeating and the giving up: the package's are off. */
async function send<Answer>(
  { key, baseUrl, model }: OpenAiSettings,
  { name, instructions, input, schema }: Question<Answer>,
  call: Call,
): Promise<Response> {
  const { default: OpenAI } = await import('openai')
  const { zodTextFormat } = await import('openai/helpers/zod')
  const client = new OpenAI({
    apiKey: key,
    baseURL: baseUrl,
    maxRetries: 0,
    fetch: (url, init) => call.fetch(url instanceof Request ? url.url : url, init),
  })
  try {
    const response = await client.responses.create({
      model,
      instructions,
      input,
      tools: [{ type: 'web_search', search_context_size: 'low' }],
      include: ['web_search_call.action.sources'],
      text: { format: zodTextFormat(schema, name) },
      max_output_tokens: mostOutputTokens,
      store: false,
    })
    return storable(responseShape.parse(response))
  } catch (error) {
    throw toldApart(error, OpenAI)
  }
}

/** What passes, what concerns the account, and what concerns this question alone. */
function toldApart(error: unknown, OpenAI: typeof import('openai').default): unknown {
  if (error instanceof OpenAI.APIConnectionError)
    return error.cause instanceof PassingError ? error.cause : new PassingError(error.message)
  if (error instanceof OpenAI.APIError) {
    const isRefused = error.status === 401 || error.status === 403 || error.status === 404
    return isRefused ? new AccountError(error.message) : error
  }
  if (error instanceof SyntaxError || error instanceof z.ZodError)
    return new PassingError(`the response is malformed: ${firstLine(error)}`, { cause: error })
  return error
}

/** @throws PassingError when the answer is cut off, or has not the shape; an error when the model refuses. */
function answerOf<Answer>(response: Response, schema: z.ZodType<Answer>): Answer {
  if (response.status === 'failed')
    throw new PassingError(`the response failed: ${response.error?.message ?? 'no reason given'}`)
  if (response.status !== 'completed')
    throw new PassingError(
      `the response is ${response.status}: ${response.incomplete_details?.reason ?? 'no reason given'}`,
    )
  const parts = contentOf(response)
  const refusal = parts.find(part => part.type === 'refusal')
  if (refusal) throw new Error(`the model refuses: ${String(refusal['refusal'])}`)
  const text = parts.flatMap(part => (part.type === 'output_text' ? [String(part['text'])] : []))
  try {
    return schema.parse(JSON.parse(text.join('')))
  } catch (error) {
    throw new PassingError(`the answer is malformed: ${firstLine(error)}`, { cause: error })
  }
}

const message = z.looseObject({ type: z.literal('message'), content: z.array(output) })

function contentOf({ output }: Response): readonly z.output<typeof message>['content'][number][] {
  return output.flatMap(item => {
    const parsed = message.safeParse(item)
    return parsed.success ? parsed.data.content : []
  })
}

/** Opening a page or looking for a word in it is not charged as a search. */
function isSearch(item: z.output<typeof output>): boolean {
  const action = z.looseObject({ type: z.string() }).safeParse(item['action'])
  return item.type === 'web_search_call' && (!action.success || action.data.type === 'search')
}

function costOf(
  prices: OpenAiSettings['prices'],
  used: {
    readonly inputTokens: number
    readonly outputTokens: number
    readonly searches: number
  },
): number {
  const tokens = used.inputTokens * prices.input + used.outputTokens * prices.output
  return tokens / 1_000_000 + (used.searches * prices.search) / 1000
}

/** Without what is only the question again. */
function rawOf({ id, model, created_at, status, output, usage }: Response): unknown {
  return { id, model, created_at, status, output, usage }
}

/** Databases hold no NUL and no half of a character. */
function storable<T>(value: T): T {
  const clean = (_: string, part: unknown) =>
    typeof part === 'string' ? Buffer.from(part.replaceAll('\0', '')).toString() : part
  return JSON.parse(JSON.stringify(value, clean)) as T
}

function firstLine(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues
    return `${issue?.path.join('.') || 'it'}: ${issue?.message}`
  }
  return error instanceof Error ? error.message.split('\n')[0]! : String(error)
}
