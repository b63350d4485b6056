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

/** What happened and what to do, by status. */
export const ERROR_WORDS = {
  status400: [
    'This address cannot be understood. Check what was typed after the question mark.',
    'Cette adresse ne se comprend pas. Vérifiez ce qui suit le point d’interrogation.',
  ],
  status401: [
    'You need to be let in: by a token, or by the link that `model serve --open` prints; it is good once and for five minutes.',
    'Il faut y être autorisé : par un jeton, ou par le lien qu’imprime `model serve --open` ; il vaut une fois, cinq minutes.',
  ],
  status403: [
    'This is not allowed: the link was used, is too old, or the token does not permit it.',
    'Ce n’est pas permis : le lien a servi, est trop ancien, ou le jeton ne l’autorise pas.',
  ],
  status404: [
    'Nothing is here. It may have been renamed or removed: search for it, or look through the models.',
    'Il n’y a rien ici. L’objet a pu être renommé ou supprimé : cherchez-le, ou parcourez les modèles.',
  ],
  status429: [
    'Too many requests came from here. Wait a moment, then reload.',
    'Trop de requêtes viennent d’ici. Attendez un instant, puis rechargez.',
  ],
  status500: [
    'It failed. The log of `model serve` says why, under the number of this request.',
    'Échec. Le journal de `model serve` dit pourquoi, sous le numéro de cette requête.',
  ],
  status503: [
    'The database is busy or cannot be reached. Reload in a moment; `model debug` says what is wrong.',
    'La base est occupée ou injoignable. Rechargez dans un instant ; `model debug` dit ce qui ne va pas.',
  ],
  status504: [
    'The answer took longer than its time limit. Narrow the filters, or raise `--timeout`.',
    'La réponse a dépassé sa limite de temps. Resserrez les filtres, ou augmentez `--timeout`.',
  ],
} as const satisfies Words
