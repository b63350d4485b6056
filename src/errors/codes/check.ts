/** Codes M31xx (checks and contracts). */

export const checkErrors = {}
