/** Which technologies of health-care data exchange each company uses. */
import { defineModel, z } from 'sql-model'
import { type Company, icpRules, techstackByRules } from '../../../enrich/icp-rules.ts'

const verdict = z.boolean().nullable()

export default defineModel({
  refs: ['companies'],
  inputs: ['config/icp_rules.yml'],
  columns: z.object({
    domain: z.string(),
    uses_x12: verdict,
    uses_clearinghouse: verdict,
    uses_fhir: verdict,
    uses_hl7: verdict,
    technologies: z.array(z.string()),
    confidence: z.number().meta({ type: 'numeric(4,3)' }),
    reason: z.string().nullable(),
    evidence_urls: z.array(z.string()),
    method: z.enum(['model', 'rules']),
    rules_uses_x12: verdict,
    rules_uses_clearinghouse: verdict,
    rules_uses_fhir: verdict,
    rules_uses_hl7: verdict,
    model_name: z.string().nullable(),
    prompt_version: z.string().nullable(),
    answered_at: z.iso.datetime().nullable(),
    raw: z.unknown().nullable(),
  }),
  async *rows(ctx) {
    const rules = await ctx.inputs['config/icp_rules.yml'].yaml(icpRules)
    for await (const company of ctx.refs.companies<Company>()) {
      const { uses, reason } = techstackByRules(rules, company)
      const known = Object.values(uses).filter(each => each !== null).length
      yield {
        domain: company.domain,
        uses_x12: uses.x12,
        uses_clearinghouse: uses.clearinghouse,
        uses_fhir: uses.fhir,
        uses_hl7: uses.hl7,
        technologies: [],
        confidence: known / 4,
        reason,
        evidence_urls: [],
        method: 'rules' as const,
        rules_uses_x12: uses.x12,
        rules_uses_clearinghouse: uses.clearinghouse,
        rules_uses_fhir: uses.fhir,
        rules_uses_hl7: uses.hl7,
        model_name: null,
        prompt_version: null,
        answered_at: null,
        raw: null,
      }
    }
  },
})
