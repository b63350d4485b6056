/** Which technologies of health-care data exchange each company uses. */
import { defineModel, z } from 'sql-model'
import { askCompanies } from '../../../enrich/ask-companies.ts'
import { icpRules, type TechstackByRules, techstackByRules } from '../../../enrich/icp-rules.ts'
import { type ModelAnswer, modelName } from '../../../enrich/openai.ts'
import { byModel, noModel, provenance, rounded } from '../../../enrich/provenance.ts'
import { type TechstackAnswer, techstackQuestion, verdictOf } from '../../../enrich/questions.ts'

const verdict = z.boolean().nullable()

export default defineModel({
  refs: ['companies'],
  inputs: ['config/icp_rules.yml'],
  config: { concurrency: 8, call_timeout: '2 minutes', call_retries: 4, max_failures: 500 },
  columns: z.object({
    domain: z.string(),
    uses_x12: verdict,
    uses_clearinghouse: verdict,
    uses_fhir: verdict,
    uses_hl7: verdict,
    technologies: z.array(z.string()),
    confidence: z.number().meta({ type: 'numeric(4,3)' }),
    reason: z.string().nullable(),
    rules_uses_x12: verdict,
    rules_uses_clearinghouse: verdict,
    rules_uses_fhir: verdict,
    rules_uses_hl7: verdict,
    ...provenance,
  }),
  async *rows(ctx) {
    const rules = await ctx.inputs['config/icp_rules.yml'].yaml(icpRules)
    const question = techstackQuestion(modelName(ctx))
    for await (const { company, answered } of askCompanies(ctx, question)) {
      const byRules = techstackByRules(rules, company)
      yield {
        domain: company.domain,
        ...(answered === undefined ? fromRules(byRules) : fromModel(answered, question.version)),
        rules_uses_x12: byRules.uses.x12,
        rules_uses_clearinghouse: byRules.uses.clearinghouse,
        rules_uses_fhir: byRules.uses.fhir,
        rules_uses_hl7: byRules.uses.hl7,
      }
    }
  },
})

function fromRules({ uses, reason }: TechstackByRules) {
  const verdicts = Object.values(uses)
  const known = verdicts.filter(each => each !== null)
  return {
    uses_x12: uses.x12,
    uses_clearinghouse: uses.clearinghouse,
    uses_fhir: uses.fhir,
    uses_hl7: uses.hl7,
    technologies: [],
    confidence: rounded(known.length / verdicts.length),
    reason,
    ...noModel,
  }
}

function fromModel(answered: ModelAnswer<TechstackAnswer>, version: string) {
  const { answer } = answered
  return {
    uses_x12: verdictOf(answer.x12),
    uses_clearinghouse: verdictOf(answer.clearinghouse),
    uses_fhir: verdictOf(answer.fhir),
    uses_hl7: verdictOf(answer.hl7),
    technologies: answer.other_technologies,
    confidence: rounded(answer.confidence),
    reason: answer.reason,
    ...byModel(answered, version),
  }
}
