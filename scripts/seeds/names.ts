/** Names that nobody bears: companies, domains and persons put together from syllables. */
import type { Random } from './random.ts'

const onsets = 'b br c cr d dr f fl g gl k kr l m n p pr qu r s sk t tr v vr z zh'.split(' ')
const vowels = 'a e i o u ae ei io ou y'.split(' ')
const codas = ['', '', '', 'l', 'm', 'n', 'r', 'x', 'nd', 'rk', 'th', 'sk']
const accents: Record<string, string> = { e: 'é', u: 'ü', o: 'ö', c: 'ç', n: 'ñ', a: 'ã' }

const topLevels: readonly (readonly [string, number])[] = [
  ['.com', 46],
  ['.example', 10],
  ['.io', 9],
  ['.co.uk', 7],
  ['.com.br', 5],
  ['.de', 5],
  ['.fr', 5],
  ['.ai', 4],
  ['.org', 3],
  ['.co', 2],
  ['.com.au', 2],
  ['.nl', 2],
]
const suffixes =
  'Systems Labs Group Holdings Works Partners Industries Networks Logistics Health'.split(' ')

export interface Company {
  readonly name: string
  readonly domain: string
}

function syllable(random: Random): string {
  return random.pick(onsets) + random.pick(vowels) + random.pick(codas)
}

/** One invented word of syllables, capitalised; at least seven letters, so that no short brand comes about. */
export function inventedWord(random: Random): string {
  let word = ''
  while (word.length < 7) word += syllable(random)
  return word[0]!.toUpperCase() + word.slice(1)
}

/** Companies with distinct domains: most hosts plain, some non-ASCII, subdomains or pages of a shared host. */
export function inventedCompanies(count: number, random: Random): Company[] {
  const companies = new Map<string, Company>()
  while (companies.size < count) {
    const company = inventedCompany(random)
    if (!companies.has(company.domain)) companies.set(company.domain, company)
  }
  return [...companies.values()]
}

function inventedCompany(random: Random): Company {
  const word = inventedWord(random)
  const spelled = random.chance(0.05) ? accented(word) : word
  const name = random.chance(0.55) ? `${spelled} ${random.pick(suffixes)}` : spelled
  return { name, domain: domainOf(spelled, random) }
}

function accented(word: string): string {
  return word.replace(/[euocna]/, letter => accents[letter]!)
}

function domainOf(word: string, random: Random): string {
  const label = word.toLowerCase()
  if (random.chance(0.004)) return `github.com/${label}`
  // Half of the accented names register the accented domain, the other half the plain one.
  const host = random.chance(0.5) ? label : label.normalize('NFD').replace(/\p{M}/gu, '')
  const subdomain = random.chance(0.02) ? random.pick(['shop.', 'cloud.', 'app.']) : ''
  return subdomain + host + random.weighted(topLevels)
}

/** A person who does not exist: two invented words. */
export function inventedPerson(random: Random): string {
  return `${inventedWord(random)} ${inventedWord(random)}`
}
