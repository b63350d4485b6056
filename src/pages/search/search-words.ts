/** Words of the results of a search. */
import type { Words } from '../words.ts'

export const SEARCH_WORDS = {
  found: ['{count} result|{count} results', '{count} résultat|{count} résultats'],
  nothingFound: ['Nothing is found for “{query}”', 'Rien n’est trouvé pour « {query} »'],
  nothingFoundDo: [
    'Every word must occur in a name, a column or a description. Try fewer or shorter words.',
    'Chaque mot doit figurer dans un nom, une colonne ou une description. Essayez moins de mots, ou plus courts.',
  ],
  typeSomething: [
    'Type part of a name, a column or a word of a description.',
    'Tapez une partie d’un nom, une colonne ou un mot d’une description.',
  ],
  model: ['Model', 'Modèle'],
  seed: ['Seed', 'Seed'],
  source: ['Source', 'Source'],
  test: ['Test', 'Test'],
  endpoint: ['Endpoint', 'Endpoint'],
  exposure: ['Exposure', 'Exposition'],
  macro: ['Macro', 'Macro'],
} as const satisfies Words
