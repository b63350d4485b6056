/** What a company on the list does: its industry as LinkedIn words it, and how it describes itself. */
import type { Random } from './random.ts'

export interface Trade {
  readonly industry: string
  description(name: string): string
}

interface Kind {
  readonly industries: readonly string[]
  /** After "NAME " in the description. */
  readonly does: readonly string[]
  /** What else it says of itself; drawn in some of its descriptions. */
  readonly technologies: readonly string[]
  /** Part of its descriptions that speak of technology. */
  readonly rate: number
}

const kinds: readonly (readonly [Kind, number])[] = [
  [
    {
      industries: ['Hospitals and Health Care', 'Medical Practices', 'Mental Health Care'],
      does: [
        'runs outpatient clinics for patients in four counties',
        'is a hospital group with an emergency department and a children’s ward',
        'offers physical therapy and rehabilitation to patients at home',
        'treats patients with chronic kidney disease',
        'is a network of behavioral health providers',
      ],
      technologies: [
        'Our patient portal speaks FHIR',
        'Interfaces to the laboratories run on HL7 v2',
        'Claims go out through a clearinghouse',
      ],
      rate: 0.16,
    },
    13,
  ],
  [
    {
      industries: ['Insurance', 'Insurance Carriers'],
      does: [
        'is a health plan for small employers',
        'administers self-funded health plans and adjudicates medical claims',
        'offers Medicare Advantage plans',
        'is a dental insurer for families',
      ],
      technologies: [
        'Providers send X12 837 claims and get 835 remittance back',
        'Eligibility is answered in real time (270/271)',
        'Members share their records over FHIR',
      ],
      rate: 0.3,
    },
    7,
  ],
  [
    {
      industries: [
        'Software Development',
        'Hospitals and Health Care',
        'IT Services and IT Consulting',
      ],
      does: [
        'builds practice management software for clinics',
        'is an electronic health record for behavioral health',
        'automates prior authorization for specialty practices',
        'lets patients pay their medical bills in instalments',
        'schedules nurses and tracks care plans for home health agencies',
      ],
      technologies: [
        'Built on FHIR R4',
        'We check eligibility (270/271) before every visit',
        'Connected to every large clearinghouse',
        'Claims (837) and remittance (835) in one API',
        'HL7 and FHIR interfaces included',
      ],
      rate: 0.45,
    },
    17,
  ],
  [
    {
      industries: [
        'Hospitals and Health Care',
        'Outsourcing and Offshoring Consulting',
        'Financial Services',
      ],
      does: [
        'does revenue cycle management for ambulatory practices',
        'is a medical billing service for anesthesiologists',
        'finds underpaid medical claims and appeals denials',
      ],
      technologies: [
        'EDI experts: X12 837, 835 and 276/277',
        'Works with your clearinghouse',
        'Denials are read from the 835',
      ],
      rate: 0.55,
    },
    9,
  ],
  [
    {
      industries: [
        'Pharmaceutical Manufacturing',
        'Biotechnology Research',
        'Medical Equipment Manufacturing',
      ],
      does: [
        'makes infusion pumps for hospitals',
        'develops an antibody against a rare disease of the eye',
        'runs clinical trials for small laboratories',
      ],
      technologies: ['Trial records are exchanged over FHIR'],
      rate: 0.1,
    },
    7,
  ],
  [
    {
      industries: ['Insurance', 'Financial Services', 'Banking'],
      does: [
        'insures boats and caravans',
        'lends to owners of small shops',
        'is a broker for crop insurance',
      ],
      technologies: ['Policies are sold through an API'],
      rate: 0.2,
    },
    9,
  ],
  [
    {
      industries: ['Software Development', 'Technology, Information and Internet'],
      does: [
        'plans the routes of delivery vans',
        'makes a point of sale for bakeries',
        'tests mobile games before they are published',
        'keeps the books of freelancers',
      ],
      technologies: ['Orders arrive as X12 850', 'Open API', 'Runs on PostgreSQL'],
      rate: 0.25,
    },
    16,
  ],
  [
    {
      industries: [
        'Retail',
        'Retail Apparel and Fashion',
        'Food and Beverage Services',
        'Wellness and Fitness Services',
      ],
      does: [
        'sells hiking boots',
        'roasts coffee for offices',
        'runs yoga studios',
        'bakes bread without flour',
      ],
      technologies: ['Suppliers send EDI invoices'],
      rate: 0.08,
    },
    11,
  ],
  [
    {
      industries: [
        'Truck Transportation',
        'Construction',
        'Machinery Manufacturing',
        'Real Estate',
      ],
      does: [
        'moves steel by rail',
        'builds timber houses',
        'mills parts for tractors',
        'lets office space',
      ],
      technologies: ['Shipments are announced by EDI'],
      rate: 0.1,
    },
    11,
  ],
]

/** One trade: kind, industry and words. */
export function drawTrade(random: Random): Trade {
  const kind = random.weighted(kinds)
  const does = random.pick(kind.does)
  const also = random.chance(kind.rate) ? ` ${random.pick(kind.technologies)}.` : ''
  return {
    industry: random.pick(kind.industries),
    description: name => `${name} ${does}.${also}`,
  }
}
