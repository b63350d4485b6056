/** Whether each company fits the ideal customer profile. */
import { defineModel, z } from 'sql-model'
import { type Company, icpByRules, icpRules, segments } from '../../../enrich/icp-rules.ts'

export default defineModel({
  refs: ['companies'],
  inputs: ['config/icp_rules.yml'],
  columns: z.object({
    domain: z.string(),
    is_icp: z.boolean().nullable(),
    icp_segment: z.enum(segments).nullable(),
    confidence: z.number().meta({ type: 'numeric(4,3)' }),
    reason: z.string().nullable(),
    evidence_urls: z.array(z.string()),
    method: z.enum(['model', 'rules']),
    rules_is_icp: z.boolean().nullable(),
    rules_reason: z.string(),
    model_name: z.string().nullable(),
    prompt_version: z.string().nullable(),
    answered_at: z.iso.datetime().nullable(),
    raw: z.unknown().nullable(),
  }),
  async *rows(ctx) {
    const rules = await ctx.inputs['config/icp_rules.yml'].yaml(icpRules)
    for await (const company of ctx.refs.companies<Company>()) {
      const { fits, segment, confidence, reason } = icpByRules(rules, company)
      yield {
        domain: company.domain,
        is_icp: fits,
        icp_segment: segment,
        confidence,
        reason,
        evidence_urls: [],
        method: 'rules' as const,
        rules_is_icp: fits,
        rules_reason: reason,
        model_name: null,
        prompt_version: null,
        answered_at: null,
        raw: null,
      }
    }
  },
})
