/** The sources of document 2: links that were sent, and what was recorded when they were opened. */
import { clickTable } from './clicks.ts'
import type { SeedTable } from './csv.ts'
import { linkTable, trackerLinks } from './links.ts'

/** Both tables of tracker.*. */
export function trackerTables(): SeedTable[] {
  const links = trackerLinks()
  return [linkTable(links), clickTable(links)]
}
