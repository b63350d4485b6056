/** Words of the documentation. */
import type { Words } from '../words.ts'

export const DOCUMENTATION_WORDS = {
  overview: ['Overview', 'Vue d’ensemble'],
  model: ['model|models', 'modèle|modèles'],
  seed: ['seed|seeds', 'seed|seeds'],
  source: ['source|sources', 'source|sources'],
  test: ['test|tests', 'test|tests'],
  endpoint: ['endpoint|endpoints', 'endpoint|endpoints'],
  exposure: ['exposure|exposures', 'exposition|expositions'],
} as const satisfies Words
