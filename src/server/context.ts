/** What parameters take from nowhere in the request: the salted hash of an address, and codes that nobody guesses. */
import { createHmac, randomInt } from 'node:crypto'
import type { InputContext } from './input.ts'

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

/** The context of a service with this salt. */
export function hashContext(salt: string): Omit<InputContext, 'run'> {
  return {
    hashAddress: address => createHmac('sha256', salt).update(address).digest('hex').slice(0, 32),
    randomCode: length =>
      Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  }
}
