/** Secrets that a model reads: hidden where it prints, and in what is kept of its failures. */

export interface Masker {
  readonly hide: (secret: string) => void
  readonly mask: (text: string) => string
}

/** Shorter ones would blot out half of every text and protect nothing. */
const SHORTEST = 4

/** `hide` tells the printer too. */
export function createMasker(hide: (secret: string) => void): Masker {
  const secrets = new Set<string>()
  return {
    hide: secret => {
      if (secret.length >= SHORTEST) secrets.add(secret)
      hide(secret)
    },
    mask: text => {
      let masked = text
      for (const secret of secrets) masked = masked.replaceAll(secret, '***')
      return masked
    },
  }
}
