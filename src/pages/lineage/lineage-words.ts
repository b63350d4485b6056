/** Words of the drawing of a lineage. */
import type { Words } from '../words.ts'

export const LINEAGE_WORDS = {
  lineage: ['Lineage', 'Lignage'],
  of: ['Lineage of {name}', 'Lignage de {name}'],
  up: [
    'Show {count} more parent of {name}|Show {count} more parents of {name}',
    'Montrer encore {count} parent de {name}|Montrer encore {count} parents de {name}',
  ],
  down: [
    'Show {count} more child of {name}|Show {count} more children of {name}',
    'Montrer encore {count} enfant de {name}|Montrer encore {count} enfants de {name}',
  ],
} as const satisfies Words
