/** Words of the page on which one signs in. */
import type { Words } from '../words.ts'

export const SIGN_IN_WORDS = {
  signIn: ['Sign in', 'Connexion'],
  signOut: ['Sign out', 'Déconnexion'],
  lead: [
    'With the token that you were given. This browser may then do what the token allows, for an hour.',
    'Avec le jeton qui vous a été remis. Ce navigateur pourra alors ce que permet le jeton, pendant une heure.',
  ],
  another: [
    'Another token may allow more than this one.',
    'Un autre jeton peut permettre davantage.',
  ],
  token: ['Token', 'Jeton'],
  unknown: [
    'Nobody was given this token. Check that all of it was copied.',
    'Personne n’a reçu ce jeton. Vérifiez qu’il a été copié en entier.',
  ],
  tooMany: [
    'Too many wrong tokens came from here. Wait {seconds} seconds, then try again.',
    'Trop de jetons erronés viennent d’ici. Attendez {seconds} secondes, puis réessayez.',
  ],
  noTokens: [
    'This server has no tokens. Whoever runs it can let you in by a link: `model serve --open` prints one, good once and for five minutes.',
    'Ce serveur n’a pas de jetons. La personne qui le tient peut vous faire entrer par un lien : `model serve --open` en imprime un, valable une fois, cinq minutes.',
  ],
  orTokens: [
    'Or by tokens: `model endpoint token NAME --scope read,write,run` makes one, `model serve --tokens FILE` takes them.',
    'Ou par des jetons : `model endpoint token NOM --scope read,write,run` en crée un, `model serve --tokens FICHIER` les prend.',
  ],
  orLink: [
    'Without one: whoever runs this server prints a link with `model serve --open`, or makes a token with `model endpoint token`.',
    'Sans jeton : la personne qui tient ce serveur imprime un lien par `model serve --open`, ou crée un jeton par `model endpoint token`.',
  ],
  signedIn: ['You are signed in as {name}.', 'Vous êtes connecté en tant que {name}.'],
  byLink: ['You are signed in by a link.', 'Vous êtes connecté par un lien.'],
  goOn: ['Go on', 'Continuer'],
} as const satisfies Words
