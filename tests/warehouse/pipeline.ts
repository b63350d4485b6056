/** The enrichment of document 3 as a project of its own: the repository's files over companies that a test brings. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Files, writeProject } from '../support/project.ts'
import { ROOT } from '../support/warehouse.ts'

const FOLDERS = ['macros', 'config', 'enrich', 'models/staging/gtm', 'models/intermediate/gtm']
const MODELS = [
  'companies.sql',
  'companies_rejected.sql',
  'previous_customers.ts',
  'company_icp.ts',
  'company_techstack.ts',
  'icp_agreement.sql',
]
const SEEDS = ['public_suffixes', 'shared_hosts', 'country_names', 'reference.unknown_values']
const REFERENCE = ['stg_reference__unknown_values.sql']

/** Copies what the enrichment is made of, puts other files in place, and returns the folder. */
export function pipelineProject(files: Files): string {
  const root = writeProject({ 'project.yml': readFileSync(join(ROOT, 'project.yml'), 'utf8') })
  const copy = (path: string) => cpSync(join(ROOT, path), join(root, path), { recursive: true })
  for (const folder of FOLDERS) copy(folder)
  for (const name of MODELS) copy(`models/marts/gtm/${name}`)
  for (const name of SEEDS) copy(`seeds/${name}.csv`)
  for (const name of REFERENCE) copy(`models/staging/reference/${name}`)
  copy('models/staging/reference/sources.yml')
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** The text of one of the repository's files, with something in it replaced. */
export function changed(path: string, from: string | RegExp, to: string): string {
  const text = readFileSync(join(ROOT, path), 'utf8')
  const replaced = text.replace(from, to)
  if (replaced === text) throw new Error(`${path} has no ${from}`)
  return replaced
}

const HEADING = 'Name,Domain,Description,Primary Industry,Size,Type,Location,Country,LinkedIn URL\n'

/** A companies_clay.csv of so many companies, company1.example and on. */
export function clayCsv(count: number): string {
  const row = (at: number) =>
    `Company ${at},company${at}.example,Claims for clinics (837).,Software Development,11-50,Privately Held,Austin,US,\n`
  return HEADING + Array.from({ length: count }, (_, at) => row(at + 1)).join('')
}
