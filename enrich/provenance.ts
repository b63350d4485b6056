/** Columns that say where a row of enrichment comes from. */
import { z } from 'sql-model'
import type { ModelAnswer } from './openai.ts'

/** Of company_icp and company_techstack alike. */
export const provenance = {
  evidence_urls: z.array(z.string()),
  method: z.enum(['model', 'rules']),
  model_name: z.string().nullable(),
  prompt_version: z.string().nullable(),
  answered_at: z.iso.datetime().nullable(),
  raw: z.unknown().nullable(),
}

/** By the rules: no model was asked, or its call failed. */
export const noModel = {
  evidence_urls: [] as string[],
  method: 'rules' as const,
  model_name: null,
  prompt_version: null,
  answered_at: null,
  raw: null,
}

/** By a model. */
export function byModel(answered: ModelAnswer<unknown>, version: string) {
  return {
    evidence_urls: [...answered.evidence],
    method: 'model' as const,
    model_name: answered.model,
    prompt_version: version,
    answered_at: answered.answeredAt,
    raw: answered.raw,
  }
}

/** A confidence of three decimals. */
export function rounded(confidence: number): number {
  return Math.round(confidence * 1000) / 1000
}
