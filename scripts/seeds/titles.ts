/** Job titles in English and French, in the shapes that case studies print them. */
import type { Random } from './random.ts'

const titles: readonly (readonly [string, number])[] = [
  ['Software Engineer', 12],
  ['Senior Software Engineer', 9],
  ['Chief Technology Officer', 8],
  ['CTO', 9],
  ['VP of Engineering', 8],
  ['VP Engineering', 4],
  ['Head of Data', 6],
  ['Director of Platform Engineering', 5],
  ['Engineering Manager', 6],
  ['Data Engineer', 5],
  ['Product Manager', 6],
  ['Sr. Product Manager', 3],
  ['Chief Executive Officer', 4],
  ['CEO & Founder', 4],
  ['Cofounder/CTO', 4],
  ['Marketing Manager', 5],
  ['Chief Marketing Officer', 3],
  ['Sales Director', 4],
  ['Customer Success Manager', 4],
  ['Operations Coordinator', 3],
  ['Assistant to the CEO', 2],
  ['SVP, Operations', 2],
  ['Directeur Général', 4],
  ['Directrice Générale', 3],
  ['Directeur Technique', 4],
  ['DSI', 3],
  ['DAF', 3],
  ['DRH', 2],
  ['Responsable Marketing (H/F)', 3],
  ['Chef de projet', 3],
  ['Commercial', 3],
  ['Gérant', 2],
  ['Directeur Qualité', 2],
]

/** A title as printed: plain, in capitals, with the employer, or a whole phrase. */
export function printedTitle(employer: string, random: Random): string {
  const title = random.weighted(titles)
  return random.weighted<() => string>([
    [() => title, 64],
    [() => title.toUpperCase(), 8],
    [() => title.toLowerCase(), 6],
    [() => `${title}, ${employer}`, 9],
    [() => `${title} at ${employer}`, 6],
    [() => `${title.toUpperCase()} AT ${employer.toUpperCase()}`, 4],
    [() => ` ${title.replace(' ', '\u00a0')}`, 3],
  ])()
}
