/** Secrets that a model reads: hidden where it prints, and in what is kept of its failures. */
import { ModelError } from '../../errors/model-error.ts'
import { createMask, maskValue } from '../../util/mask.ts'

export interface Masker {
  readonly hide: (secret: string) => void
  readonly mask: (text: string) => string
}

/** `hide` tells the printer too. */
export function createMasker(hide: (secret: string) => void): Masker {
  const secrets = new Set<string>()
  let masked = createMask([])
  return {
    hide: secret => {
      secrets.add(secret)
      masked = createMask([...secrets])
      hide(secret)
    },
    mask: text => masked(text),
  }
}

/** The same error without secrets in its words: they go to the ledger and the artifacts too, which no printer masks. */
export function maskedError(error: Error, mask: Masker['mask']): Error {
  if (!(error instanceof ModelError) || mask(error.message) === error.message) return error
  const { code, fields, place, node, cause } = error
  const masked = maskValue(fields, mask) as ModelError['fields']
  return new ModelError(code, masked, {
    ...(place && { place }),
    ...(node !== undefined && { node }),
    cause,
  })
}
