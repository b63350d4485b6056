/**
 * Turns case studies and the people quoted in them into core.* and extracted.* CSVs for `--seed-path`.
 * `npm run data:case-studies -- IN_DIR OUT_DIR`; IN_DIR holds k8s_case_studies.csv and k8s_case_study_champions.csv.
 */
import { foldersOf, readCsv, writeTables } from './csv-file.ts'

const { input, output } = foldersOf('data:case-studies')
const studies = readCsv(input, 'k8s_case_studies.csv')
const quotes = readCsv(input, 'k8s_case_study_champions.csv')
const origin = 'kubernetes.io'

writeTables(output, [
  {
    name: 'core.company_customers',
    columns: ['id', 'origin_company_domain', 'customer_domain', 'customer_name', 'case_study_url'],
    rows: studies.map(study => [
      study['case_study_slug']!,
      origin,
      null,
      study['company_raw']!,
      study['case_study_url']!,
    ]),
  },
  {
    name: 'extracted.case_study_details',
    columns: ['id', 'origin_company_domain', 'case_study_url'],
    rows: studies.map(study => [study['case_study_slug']!, origin, study['case_study_url']!]),
  },
  {
    name: 'extracted.case_study_champions',
    columns: ['id', 'case_study_id', 'full_name', 'job_title'],
    // The file's row, its heading counted: title-labels.csv names titles by it.
    rows: quotes.map((quote, index) => [
      index + 2,
      quote['case_study_slug']!,
      quote['champion_key']!,
      quote['job_title_raw']!,
    ]),
  },
])
