/** The rules of config/icp_rules.yml: their shape, and what they say of a company. Pure. Unknown is not "no". */
import { z } from 'sql-model'

/** The bands of gtm.companies.employee_band. */
const bands = [
  '1-10',
  '11-50',
  '51-200',
  '201-500',
  '501-1000',
  '1001-5000',
  '5001-10000',
  '10001+',
] as const

/** What is asked about a company's technology. */
export const technologies = ['x12', 'clearinghouse', 'fhir', 'hl7'] as const
export type Technology = (typeof technologies)[number]

/** What a company that fits may be. */
export const segments = ['provider', 'payer', 'health IT', 'revenue cycle', 'other'] as const
export type Segment = (typeof segments)[number]

const words = z
  .array(z.string('a text; quote numbers').regex(/[\p{L}\p{N}]/u, 'a word'))
  .min(1, 'a list of at least one')

/** The shape of the file. */
export const icpRules = z.strictObject({
  profile: z.string().min(1, 'a sentence on who fits'),
  target_industries: z
    .array(z.strictObject({ industry: z.string().min(1), segment: z.enum(segments) }))
    .min(1, 'a list of at least one')
    .optional(),
  size_bands: z.array(z.enum(bands)).min(1, 'a list of at least one').optional(),
  required_keywords: words.optional(),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'an ISO code of two capitals, such as US'))
    .min(1, 'a list of at least one')
    .optional(),
  technologies: z.strictObject({ x12: words, clearinghouse: words, fhir: words, hl7: words }),
})
export type IcpRules = z.output<typeof icpRules>

/** What is read of gtm.companies. */
export interface Company {
  readonly domain: string
  readonly name: string
  readonly description: string | null
  readonly primary_industry: string | null
  readonly size: string | null
  readonly employee_band: string | null
  readonly type: string | null
  readonly location: string | null
  readonly country: string | null
}

/** Yes, no, or not known. */
export type Verdict = boolean | null

export interface IcpByRules {
  readonly fits: Verdict
  /** Of a company that fits. */
  readonly segment: Segment | null
  /** Part of the criteria that are known. */
  readonly confidence: number
  readonly reason: string
}

interface Criterion {
  readonly name: string
  readonly met: Verdict
  readonly found: string | null
}

/** Whether a company fits: it does when it meets every criterion, and does not when it is known to miss one. */
export function icpByRules(rules: IcpRules, company: Company): IcpByRules {
  const criteria = criteriaOf(rules, company)
  const known = criteria.filter(({ met }) => met !== null)
  const fits = known.some(({ met }) => met === false)
    ? false
    : known.length === criteria.length
      ? true
      : null
  return {
    fits,
    segment: fits === true ? segmentOf(rules, company) : null,
    confidence: criteria.length === 0 ? 0 : known.length / criteria.length,
    reason: criteria.map(sentence).join('; '),
  }
}

function criteriaOf(rules: IcpRules, company: Company): readonly Criterion[] {
  const { primary_industry: industry, employee_band: band, country } = company
  const found: Criterion[] = []
  const ask = (name: string, list: readonly string[] | undefined, value: string | null) => {
    if (list === undefined) return
    const keys = new Set(list.map(textKey))
    found.push({ name, met: value === null ? null : keys.has(textKey(value)), found: value })
  }
  ask(
    'industry',
    rules.target_industries?.map(each => each.industry),
    industry,
  )
  if (rules.required_keywords !== undefined) found.push(keywordOf(rules.required_keywords, company))
  ask('size', rules.size_bands, band)
  ask('country', rules.countries, country)
  return found
}

/** A name alone may show that a company fits, but not that it does not. */
function keywordOf(keywords: readonly string[], { name, description }: Company): Criterion {
  const word = firstWord(keywords, `${name}\n${description ?? ''}`)
  if (word !== undefined) return { name: 'keyword', met: true, found: word }
  return { name: 'keyword', met: description === null ? null : false, found: null }
}

function segmentOf(rules: IcpRules, { primary_industry: industry }: Company): Segment {
  const key = textKey(industry ?? '')
  const target = rules.target_industries?.find(each => textKey(each.industry) === key)
  return target?.segment ?? 'other'
}

function sentence({ name, met, found }: Criterion): string {
  if (met === null) return `${name} unknown`
  const what = found === null ? '' : ` (${found})`
  return `${name} ${met ? 'yes' : 'no'}${what}`
}

export interface TechstackByRules {
  readonly uses: Readonly<Record<Technology, Verdict>>
  readonly reason: string
}

/** What a description says of technologies; what it does not mention is unknown. */
export function techstackByRules(rules: IcpRules, company: Company): TechstackByRules {
  const text = `${company.name}\n${company.description ?? ''}`
  const found = technologies.map(
    technology => [technology, firstWord(rules.technologies[technology], text)] as const,
  )
  const uses = Object.fromEntries(
    found.map(([technology, word]) => [technology, word === undefined ? null : true]),
  ) as Record<Technology, Verdict>
  const said = found.flatMap(([technology, word]) =>
    word === undefined ? [] : [`${technology} (${word})`],
  )
  return { uses, reason: said.length === 0 ? 'nothing said' : `says ${said.join(', ')}` }
}

/** Without case, accents and doubled blanks. */
export function textKey(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
  return plain.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** The first of the words, as the file has it, that stands in the text as a whole word. */
function firstWord(list: readonly string[], text: string): string | undefined {
  const key = textKey(text)
  return list.find(word => wordPattern(word).test(key))
}

const patterns = new Map<string, RegExp>()

function wordPattern(word: string): RegExp {
  const known = patterns.get(word)
  if (known !== undefined) return known
  const letter = '[\\p{L}\\p{N}]'
  const escaped = textKey(word)
    .split('*')
    .map(part => part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
    .join(`${letter}*`)
  const pattern = new RegExp(`(?<!${letter})${escaped}(?!${letter})`, 'u')
  patterns.set(word, pattern)
  return pattern
}
