/** The enrichment of document 3 as a project of its own: the repository's files over companies that a test brings. */
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type Files, writeFiles, writeProject } from '../support/project.ts'
import { ROOT } from '../support/warehouse.ts'

/** What is built: everything down to the agreement, and the rows that are no company. */
export const ENRICHMENT = ['+icp_agreement', 'companies_rejected']

const CLAY = 'seeds/gtm.companies_clay.csv'

/** Copies the project without the seeds of its sources, puts companies and other files in place, returns the folder. */
export function pipelineProject(companies: string, files: Files = {}): string {
  const root = writeProject({ 'project.yml': readFileSync(join(ROOT, 'project.yml'), 'utf8') })
  for (const folder of ['models', 'macros', 'config', 'enrich', 'tests/assertions'])
    cpSync(join(ROOT, folder), join(root, folder), { recursive: true })
  // A name with a dot backs a source.
  const lookups = readdirSync(join(ROOT, 'seeds')).filter(name => !/\..*\.csv/.test(name))
  for (const name of [...lookups, 'reference.unknown_values.csv'])
    cpSync(join(ROOT, 'seeds', name), join(root, 'seeds', name))
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  writeFiles(root, { [CLAY]: companies, ...files })
  return root
}

/** Puts other companies in place. */
export function replaceCompanies(root: string, companies: string): void {
  writeFiles(root, { [CLAY]: companies })
}

/** The text of one of the repository's files, with something in it replaced. */
export function changed(path: string, from: string | RegExp, to: string): string {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const replaced = text.replace(from, to)
  if (replaced === text) throw new Error(`${path} has no ${from}`)
  return replaced
}

const HEADING = 'Name,Domain,Description,Primary Industry,Size,Type,Location,Country,LinkedIn URL\n'

/** A companies_clay.csv of so many companies, company1.example and on; by the rules two of three fit. */
export function clayCsv(count: number): string {
  const row = (at: number) => {
    const country = at % 3 === 0 ? 'FR' : 'US'
    return `Company ${at},company${at}.example,Claims of clinics (837).,Software Development,11-50,Privately Held,Austin,${country},\n`
  }
  return HEADING + Array.from({ length: count }, (_, at) => row(at + 1)).join('')
}
