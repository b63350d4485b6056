/** The rules of the ideal customer profile, case by case; and what is said of configuration files with mistakes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evidence } from '../../enrich/evidence.ts'
import {
  type Company,
  type IcpRules,
  icpByRules,
  icpRules,
  techstackByRules,
} from '../../enrich/icp-rules.ts'
import { previousCustomers } from '../../enrich/previous-customers.ts'
import { icpQuestion } from '../../enrich/questions.ts'
import { ModelError } from '../../src/errors/model-error.ts'
import { readYaml } from '../../src/run/typescript/read-yaml.ts'
import { ROOT } from '../support/warehouse.ts'

const rules: IcpRules = {
  profile: 'Clinics of the United States.',
  target_industries: [{ industry: 'Medical Practices', segment: 'provider' }],
  size_bands: ['11-50'],
  required_keywords: ['clinic*', 'health plan'],
  countries: ['US'],
  technologies: {
    x12: ['x12', '837'],
    clearinghouse: ['clearinghouse*'],
    fhir: ['fhir'],
    hl7: ['hl7'],
  },
}

const fitting: Company = {
  domain: 'a.example',
  name: 'A',
  description: 'Clinics for all.',
  primary_industry: 'Medical practices',
  size: '11-50',
  employee_band: '11-50',
  type: null,
  location: null,
  country: 'US',
}

describe('icpByRules()', () => {
  const cases: readonly (readonly [string, Partial<Company>, boolean | null, number])[] = [
    ['all is met', {}, true, 1],
    [
      'nothing is known',
      { name: '-', description: null, primary_industry: null, employee_band: null, country: null },
      null,
      0,
    ],
    ['one criterion is missed', { country: 'FR' }, false, 1],
    [
      'one is missed and the others are unknown',
      { country: 'FR', description: null, primary_industry: null, employee_band: null },
      false,
      0.25,
    ],
    ['one is unknown and the others are met', { employee_band: null }, null, 0.75],
    ['a description without the words', { description: 'We bake.' }, false, 1],
    ['no description', { description: null }, null, 0.75],
    [
      'no description, and the word in the name',
      { description: null, name: 'Clínica Clinica' },
      true,
      1,
    ],
    ['the word as a part of another', { description: 'Polyclinics.' }, false, 1],
    ['two words in a row', { description: 'A HEALTH  PLAN.' }, true, 1],
  ]
  it.each(cases)('%s', (_, company, fits, confidence) => {
    const found = icpByRules(rules, { ...fitting, ...company })
    expect([found.fits, found.confidence]).toEqual([fits, confidence])
    expect(found.segment).toBe(fits === true ? 'provider' : null)
  })

  it('asks only the criteria that the file has', () => {
    const { profile, technologies } = rules
    const bare = { profile, technologies, countries: ['US'] }
    expect(icpByRules(bare, { ...fitting, description: null })).toMatchObject({
      fits: true,
      segment: 'other',
      confidence: 1,
      reason: 'country yes (US)',
    })
  })
})

describe('techstackByRules()', () => {
  it.each([
    ['Claims (837) via clearinghouses.', { x12: true, clearinghouse: true, fhir: null, hl7: null }],
    ['Call 18370.', { x12: null, clearinghouse: null, fhir: null, hl7: null }],
    ['HL7/FHIR', { x12: null, clearinghouse: null, fhir: true, hl7: true }],
    [null, { x12: null, clearinghouse: null, fhir: null, hl7: null }],
  ])('%s: what is not said is unknown, never no', (description, uses) => {
    expect(techstackByRules(rules, { ...fitting, description }).uses).toEqual(uses)
  })
})

describe('icpQuestion()', () => {
  it('has another version for another model or profile, and the same for other technologies', () => {
    const version = (given: Partial<IcpRules>, model = 'm') =>
      icpQuestion({ ...rules, ...given }, model).version
    expect(version({ countries: ['CA'] })).not.toBe(version({}))
    expect(version({}, 'n')).not.toBe(version({}))
    const technologies = { ...rules.technologies, hl7: ['mllp'] }
    expect(version({ technologies })).toBe(version({}))
  })
})

describe('evidence()', () => {
  const named = {
    evidence_urls: ['https://a.example/x/', 'http://www.b.example', 'no page', 'https://c.example'],
  }
  it('keeps the pages that a search has seen, each once', () => {
    const seen = ['https://www.a.example/x?utm_source=openai', 'https://b.example/#top']
    expect(evidence(named, seen)).toEqual(['https://a.example/x/', 'http://www.b.example'])
  })
  it('keeps all addresses where no search has said what it saw, and none of an answer without', () => {
    expect(evidence(named, [])).toHaveLength(3)
    expect(evidence({}, [])).toEqual([])
  })
})

describe('the configuration of document 3', () => {
  const read = (name: string) => readFileSync(join(ROOT, 'config', name), 'utf8')
  const problemsOf = (work: () => unknown): readonly string[] => {
    try {
      work()
      return []
    } catch (error) {
      if (error instanceof ModelError) return error.fields['problems'] as readonly string[]
      throw error
    }
  }

  it('is right as it is', () => {
    const name = 'config/icp_rules.yml'
    expect(readYaml(name, read('icp_rules.yml'), icpRules).countries).toEqual(['US'])
    const customers = readYaml('', read('previous_customers.yml'), previousCustomers)
    expect(customers.customers.length).toBeGreaterThan(40)
  })

  it('says all that is wrong with the rules at once, with its place and the nearest word', () => {
    const text = `profile: ''
target_industries:
  - {industry: Insurance, segment: payers}
size_bands: [11-50, 50-100]
required_keyword: [clinic]
countries: [USA]
technologies: {x12: [837], clearinghouse: [], fhir: [fhir]}
`
    expect(problemsOf(() => readYaml('r.yml', text, icpRules))).toEqual([
      'line 1, column 10: profile is the text "", but must be a sentence on who fits.',
      'line 3, column 36: target_industries[0].segment is the text "payers", but must be one of "provider"|"payer"|"health IT"|"revenue cycle"|"other".',
      expect.stringContaining(
        'line 4, column 21: size_bands[1] is the text "50-100", but must be one of "1-10"|',
      ),
      'line 5, column 1: required_keyword is not a key of r.yml. Did you mean required_keywords?',
      'line 6, column 13: countries[0] is the text "USA", but must be an ISO code of two capitals, such as US.',
      'line 7, column 1: technologies has no hl7. Add `hl7:`.',
      'line 7, column 22: technologies.x12[0] is 837, but must be a text; quote numbers.',
      'line 7, column 43: technologies.clearinghouse is a list, but must be a list of at least one.',
    ])
  })

  it('says all that is wrong with previous customers at once', () => {
    const text = `customers:
  - {domain: a.com, since: 2024-05-01, until: 2024-04-30}
  - {domain: https://b.com}
  - {domain: A.com, since: spring}
`
    const problems = problemsOf(() => readYaml('c.yml', text, previousCustomers))
    expect(problems.map(problem => problem.split(': ')[0])).toEqual([
      'line 2, column 47',
      'line 3, column 14',
      // In the list already, and no date.
      'line 4, column 14',
      'line 4, column 28',
    ])
    const twice = 'customers:\n  - {domain: a.com}\n  - {domain: A.com}\n'
    expect(problemsOf(() => readYaml('c.yml', twice, previousCustomers))).toEqual([
      expect.stringContaining('line 3, column 14: customers[1].domain is the text "A.com"'),
    ])
  })
})
