/** Codes M30xx (ownership, publication, running a plan). */

export const runErrors = {}
