/** Words of the frame around every page, of error pages and empty states. */
import type { Words } from '../words.ts'

export const SHELL_WORDS = {
  overview: ['Overview', 'Aperçu'],
  models: ['Models', 'Modèles'],
  lineage: ['Lineage', 'Lignage'],
  runs: ['Runs', 'Exécutions'],
  // Shorter than the title of its page, so that all of them fit a phone.
  dashboards: ['Dashboards', 'Tableaux'],
  search: ['Search', 'Recherche'],
  searchFor: ['Search models, columns, descriptions', 'Chercher modèles, colonnes, descriptions'],
  skip: ['Skip to the content', 'Aller au contenu'],
  navigation: ['Main', 'Principale'],
  language: ['Language', 'Langue'],
  target: ['Target', 'Cible'],
  errorNumber: ['Error {status}', 'Erreur {status}'],
  back: ['Go to the overview', 'Aller à la vue d’ensemble'],
  requestId: ['Request {id}', 'Requête {id}'],
} as const satisfies Words

/** What happened, by status. */
export const ERROR_TITLES = {
  status400: ['This cannot be understood', 'Cela ne se comprend pas'],
  status401: ['You are not signed in', 'Vous n’êtes pas connecté'],
  status403: ['This is not allowed', 'Ce n’est pas permis'],
  status404: ['Nothing is here', 'Il n’y a rien ici'],
  status429: ['Too many requests', 'Trop de requêtes'],
  status500: ['It failed', 'Échec'],
  status503: ['The database is busy', 'La base est occupée'],
  status504: ['It took too long', 'C’était trop long'],
} as const satisfies Words

/** What to do, by status. */
export const ERROR_WORDS = {
  status400: [
    'Check the address, above all what stands behind the question mark.',
    'Vérifiez l’adresse, surtout ce qui suit le point d’interrogation.',
  ],
  status401: [
    'Sign in by a token, or by the link that `model serve --open` prints; it is good once and for five minutes.',
    'Connectez-vous par un jeton, ou par le lien qu’imprime `model serve --open` ; il vaut une fois, cinq minutes.',
  ],
  status403: [
    'The token does not permit it, or the link was used or is too old.',
    'Le jeton ne l’autorise pas, ou le lien a servi ou est trop ancien.',
  ],
  status404: [
    'It may have been renamed or removed: search for it, or look through the models.',
    'L’objet a pu être renommé ou supprimé : cherchez-le, ou parcourez les modèles.',
  ],
  status429: [
    'They came from here. Wait a moment, then reload.',
    'Elles viennent d’ici. Attendez un instant, puis rechargez.',
  ],
  status500: [
    'The log of `model serve` says why, under the number of this request.',
    'Le journal de `model serve` dit pourquoi, sous le numéro de cette requête.',
  ],
  status503: [
    'Or it cannot be reached. Reload in a moment; `model debug` says what is wrong.',
    'Ou elle est injoignable. Rechargez dans un instant ; `model debug` dit ce qui ne va pas.',
  ],
  status504: [
    'The answer took longer than its time limit. Narrow the filters, or raise `--timeout`.',
    'La réponse a dépassé sa limite de temps. Resserrez les filtres, ou augmentez `--timeout`.',
  ],
} as const satisfies Record<keyof typeof ERROR_TITLES, readonly [string, string]>
