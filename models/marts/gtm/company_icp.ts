/** Whether each company fits the ideal customer profile. */
import { defineModel, z } from 'sql-model'
import { askCompanies } from '../../../enrich/ask-companies.ts'
import { type IcpByRules, icpByRules, icpRules, segments } from '../../../enrich/icp-rules.ts'
import { type ModelAnswer, modelName } from '../../../enrich/openai.ts'
import { byModel, noModel, provenance, rounded } from '../../../enrich/provenance.ts'
import { type IcpAnswer, icpQuestion, verdictOf } from '../../../enrich/questions.ts'

export default defineModel({
  refs: ['companies'],
  inputs: ['config/icp_rules.yml'],
  config: { concurrency: 8, call_timeout: '2 minutes', call_retries: 4, max_failures: 500 },
  columns: z.object({
    domain: z.string(),
    is_icp: z.boolean().nullable(),
    icp_segment: z.enum(segments).nullable(),
    confidence: z.number().meta({ type: 'numeric(4,3)' }),
    reason: z.string().nullable(),
    rules_is_icp: z.boolean().nullable(),
    rules_reason: z.string(),
    ...provenance,
  }),
  async *rows(ctx) {
    const rules = await ctx.inputs['config/icp_rules.yml'].yaml(icpRules)
    const question = icpQuestion(rules, modelName(ctx))
    for await (const { company, answered } of askCompanies(ctx, question)) {
      const byRules = icpByRules(rules, company)
      yield {
        domain: company.domain,
        ...(answered === undefined ? fromRules(byRules) : fromModel(answered, question.version)),
        rules_is_icp: byRules.fits,
        rules_reason: byRules.reason,
      }
    }
  },
})

function fromRules({ fits, segment, confidence, reason }: IcpByRules) {
  return {
    is_icp: fits,
    icp_segment: segment,
    confidence: rounded(confidence),
    reason,
    ...noModel,
  }
}

function fromModel(answered: ModelAnswer<IcpAnswer>, version: string) {
  const { fits, segment, confidence, reason } = answered.answer
  return {
    is_icp: verdictOf(fits),
    icp_segment: fits === 'yes' ? (segment ?? 'other') : null,
    confidence: rounded(confidence),
    reason,
    ...byModel(answered, version),
  }
}
