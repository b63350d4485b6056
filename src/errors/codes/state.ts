/** Codes M40xx (the ledger). */

export const stateErrors = {}
