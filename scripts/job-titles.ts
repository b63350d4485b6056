/**
 * Turns a list of job titles into champions' CSVs for `--seed-path`, so that the rules can be tried on all of them.
 * `npm run data:job-titles -- IN_DIR OUT_DIR`; IN_DIR holds onet_27_sample_reported_titles.txt.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { foldersOf, writeTables } from './csv-file.ts'

const { input, output } = foldersOf('data:job-titles')
const lines = readFileSync(join(input, 'onet_27_sample_reported_titles.txt'), 'utf8')
  .trim()
  .split(/\r?\n/)
const titles = lines.slice(1).map(line => line.split('\t')[1]!)

writeTables(output, [
  {
    name: 'core.case_study_champions',
    columns: ['id', 'origin_company_domain', 'full_name', 'job_title'],
    // Nobody is quoted: each row stands for a person who bears the title.
    rows: titles.map((title, index) => [index + 1, 'onetcenter.org', `person ${index + 1}`, title]),
  },
])
