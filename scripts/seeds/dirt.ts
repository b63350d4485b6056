/** The defects that real exports have, applied on purpose: case, blanks, mojibake, damaged ranges, odd URLs. */
import { domainToASCII } from 'node:url'
import type { Random } from './random.ts'

/** What UTF-8 letters become when their bytes are read as Mac Roman or as Latin-1. */
const misread: Record<string, { readonly macRoman: string; readonly latin1: string }> = {
  é: { macRoman: '√©', latin1: 'Ã©' },
  è: { macRoman: '√®', latin1: 'Ã¨' },
  ê: { macRoman: '√™', latin1: 'Ãª' },
  ç: { macRoman: '√ß', latin1: 'Ã§' },
  ü: { macRoman: '√º', latin1: 'Ã¼' },
  ö: { macRoman: '√∂', latin1: 'Ã¶' },
  ã: { macRoman: '√£', latin1: 'Ã£' },
  ñ: { macRoman: '√±', latin1: 'Ã±' },
}

/** The text as a program that took it for another encoding would have saved it. */
export function mojibake(text: string, encoding: 'macRoman' | 'latin1'): string {
  return Array.from(text, letter => misread[letter]?.[encoding] ?? letter).join('')
}

/** Now and then: upper or lower case, blanks around, a no-break or doubled blank inside. */
export function untidy(text: string, random: Random, rate: number): string {
  if (!random.chance(rate)) return text
  const ways: (() => string)[] = [
    () => text.toUpperCase(),
    () => text.toLowerCase(),
    () => `${text} `,
    () => ` ${text}`,
    () => text.replace(' ', '\u00a0'),
    () => text.replace(' ', '  '),
  ]
  return random.pick(ways)()
}

/** A text with non-ASCII letters, now and then garbled. */
export function garbled(text: string, random: Random, rate: number): string {
  if (!random.chance(rate)) return text
  return mojibake(text, random.pick(['macRoman', 'latin1'] as const))
}

/** Now and then what stands in a domain's place without leading to a company, or leads there by another road. */
export function misplaced(domain: string, random: Random, rate: number): string {
  if (!random.chance(rate)) return domain
  const ways: readonly (readonly [() => string, number])[] = [
    [() => random.pick(['gmail.com', 'hotmail.fr', 'info@yahoo.com']), 20],
    [() => random.pick(['n/a', 'see website', '10.0.0.1', 'Acme & Sons']), 25],
    [() => `contact@${domain}`, 20],
    [() => `https://www.linkedin.com/company/${domain.split('.')[0]}/about/`, 15],
    [() => domainToASCII(domain) || domain, 20],
  ]
  return random.weighted(ways)()
}

/** A domain as people type or paste it: bare, or with scheme, www, path, port, capitals, a final dot. */
export function asTyped(domain: string, random: Random, rate: number): string {
  if (!random.chance(rate)) return domain
  if (domain.startsWith('github.com/')) return `https://${domain}`
  const ways: (() => string)[] = [
    () => `https://www.${domain}/`,
    () => `http://${domain}`,
    () => `www.${domain}`,
    () => domain.toUpperCase(),
    () => `${domain}.`,
    () => `https://${domain}/en/?utm_source=list#top`,
    () => `  ${domain}`,
    () => `${domain}:443`,
  ]
  return random.pick(ways)()
}

/** An employee range as written in different systems, spreadsheet damage (`Nov-50`, `10-Jan`) included. */
export function employeeRange(band: string, random: Random): string {
  const damaged: Record<string, string> = { '11-50': 'Nov-50', '1-10': '10-Jan' }
  const ways: readonly (readonly [string, number])[] = [
    [band, 60],
    [band.replace('-', '–'), 15],
    [band.replace('-', ' to '), 8],
    [`${band} employees`, 9],
    [damaged[band] ?? band, 8],
  ]
  return random.weighted(ways)
}

/** Now and then one of the texts that stand for "not known", or nothing. */
export function orUnknown(value: string, random: Random, rate: number): string | null {
  if (!random.chance(rate)) return value
  return random.pick(['Unknown', 'N/A', 'unspecified', null, ''])
}
