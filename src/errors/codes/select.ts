/** Codes M15xx (selection). */

export const selectErrors = {}
