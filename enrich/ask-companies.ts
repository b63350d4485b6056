/** Asks a model about every company: answers of before are kept, and companies without an answer come with none. */
import type { ModelContext, z } from 'sql-model'
import type { Company } from './icp-rules.ts'
import { AccountError, askOpenAi, type ModelAnswer, openAiSettings, usualCost } from './openai.ts'

/** What all companies are asked. */
export interface CompanyQuestion<Answer> {
  readonly name: string
  /** A change asks anew about all. It names the model, and all that the instructions are made from. */
  readonly version: string
  readonly instructions: string
  readonly schema: z.ZodType<Answer>
}

/** A company and, where a model was asked, its answer. */
export interface AskedCompany<Answer> {
  readonly company: Company
  readonly answered: ModelAnswer<Answer> | undefined
}

type Context = ModelContext<'companies'>

/** @throws AccountError when the account is refused: then no company is answered, and the rules would hide it. */
export async function* askCompanies<Answer>(
  ctx: Context,
  question: CompanyQuestion<Answer>,
): AsyncGenerator<AskedCompany<Answer>> {
  const settings = openAiSettings(ctx)
  let refused: AccountError | undefined
  const options = {
    key: ({ domain }: Company) => domain,
    inputs: described,
    version: question.version,
    ...(settings === undefined ? { onlyRemembered: true } : { cost: usualCost(settings) }),
  }
  const answers = ctx.ask(companies(ctx), options, async (company, call) => {
    if (refused !== undefined) throw refused
    try {
      const input = JSON.stringify(described(company))
      return await askOpenAi(settings!, { ...question, input }, call)
    } catch (error) {
      if (error instanceof AccountError) refused = error
      throw error
    }
  })
  const done = new Set<string>()
  for await (const { row, answer } of answers) {
    done.add(row.domain)
    yield { company: row, answered: answer }
  }
  if (refused !== undefined) throw refused
  for await (const company of companies(ctx))
    if (!done.has(company.domain)) yield { company, answered: undefined }
}

function companies(ctx: Context): AsyncIterable<Company> {
  return ctx.refs.companies<Company>({ key: ['domain'] })
}

/** What a model is told of a company, and its answer depends on. */
function described(company: Company) {
  const { domain, name, description, primary_industry, size, type, location, country } = company
  return { domain, name, description, primary_industry, size, type, location, country }
}
