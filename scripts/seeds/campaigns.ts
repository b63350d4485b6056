/** The demonstration's campaigns: whom they address, when they are sent, how readily each profile clicks. */

/** A profile, its weight among those addressed, and the share of them that clicks. */
export type Audience = readonly (readonly [string, number, number])[]

export interface Campaign {
  readonly name: string
  readonly destination: string
  readonly people: number
  /** Every so manieth message carries three links instead of one. */
  readonly threeLinksIn: number
  /** Days before the end of the demonstration on which a wave goes out. */
  readonly waves: readonly number[]
  readonly audience: Audience
}

export const campaigns: readonly Campaign[] = [
  {
    name: 'aura.camp',
    destination: 'https://aura-camp.example/demo',
    people: 5600,
    threeLinksIn: 6,
    waves: [92, 78, 64, 50, 36, 22, 15, 8, 4, 1],
    audience: [
      ['CEO', 24, 0.47],
      ['CTO', 20, 0.38],
      ['VP Sales', 18, 0.42],
      ['Head of Marketing', 16, 0.4],
      ['Product Manager', 14, 0.31],
      ['CMO', 8, 0.43],
    ],
  },
  {
    name: 'wesser-recrutement.fr',
    destination: 'https://wesser-recrutement.example/offres',
    people: 5900,
    threeLinksIn: 0,
    waves: [88, 70, 53, 39, 25, 12, 6, 2],
    audience: [
      ['Commercial Senior', 30, 0.49],
      ['Manager Commercial', 24, 0.44],
      ['Directeur Régional', 14, 0.35],
      ["Chef d'Équipe", 20, 0.41],
      ['Responsable Développement', 12, 0.36],
    ],
  },
  {
    name: 'boutique-printemps',
    destination: 'https://boutique-printemps.example/collection',
    people: 3500,
    threeLinksIn: 0,
    waves: [60, 45, 31, 17, 5],
    audience: [
      ['E-commerce Director', 30, 0.44],
      ['CMO', 24, 0.41],
      ['Growth Manager', 26, 0.5],
      ['Performance Marketing Lead', 20, 0.46],
    ],
  },
  {
    name: 'usine-connectée',
    destination: 'https://usine-connectee.example/essai',
    people: 2700,
    threeLinksIn: 0,
    waves: [84, 56, 28, 10],
    audience: [
      ['Directeur Général', 28, 0.33],
      ['Directeur Technique', 26, 0.39],
      ['Responsable Production', 26, 0.42],
      ['Directeur Qualité', 20, 0.37],
    ],
  },
  {
    name: 'webinar-2026',
    destination: 'https://aura-camp.example/webinar?src=mail',
    people: 420,
    threeLinksIn: 0,
    waves: [3, 1],
    audience: [
      ['CEO', 40, 0.45],
      ['CTO', 30, 0.375],
      ['VP Sales', 25, 0.4],
      ['Partner', 5, 0.3],
    ],
  },
]
