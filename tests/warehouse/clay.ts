/** companies_clay.csv for tests: companies by number, of every size, some of which fit, some of which say what they use. */

const heading = 'Name,Domain,Description,Primary Industry,Size,Type,Location,Country,LinkedIn URL'

const sizes = ['2-10', '11-50', '51-200', '201-500', '1001-5000', '10001+', '']
const stories = [
  'sends claims for clinics over X12',
  'is a clearinghouse for hospitals',
  'runs patient portals on FHIR',
  'mills parts for tractors',
]
const industries = ['Hospitals and Health Care', 'Insurance', 'Software Development', 'Retail']

/** The row of company number n. */
function row(n: number): string {
  const name = `Company ${n}`
  const story = `${name} ${stories[n % stories.length]}.`
  const industry = industries[Math.floor(n / 2) % industries.length]
  return `${name},company${n}.example,${story},${industry},${sizes[n % sizes.length]},Privately Held,Austin,US,`
}

/** The file of these companies. */
export function clayFile(numbers: readonly number[]): string {
  return `${[heading, ...numbers.map(row)].join('\n')}\n`
}

/** 1 to n. */
export const upTo = (n: number): readonly number[] =>
  Array.from({ length: n }, (_, index) => index + 1)
