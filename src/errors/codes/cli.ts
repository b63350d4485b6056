/** Codes M50xx (usage). */

export const cliErrors = {}
