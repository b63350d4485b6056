/** The page that a file is: nobody asks for it, so its language and time are those at which it was made. */
import { formatsOf } from '../formats.ts'
import type { Links, Page } from '../page.ts'
import type { Language } from '../words.ts'
import { fileOf } from './file-names.ts'

export interface SiteFacts {
  readonly project: string
  readonly target: string
  readonly language: Language
  readonly now: Date
}

/** What components are told. `depth`: folders between the file and the root of the site. */
export function staticPage(facts: SiteFacts, depth: number): Page {
  const up = '../'.repeat(depth)
  const links: Links = {
    // What is beside this file, without the way up and down again: half the links of a site are such.
    to: (path, query) => {
      const file = fileOf(path, query)
      return depth === 1 && file.startsWith('nodes/') ? file.slice(6) : up + file
    },
    asset: name => `${up}assets/${name}`,
    isServed: false,
    sections: ['overview', 'models', 'lineage', 'search'],
  }
  return { ...facts, links, format: formatsOf(facts.language), query: new URLSearchParams() }
}
