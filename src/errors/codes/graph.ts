/** Codes M14xx (references, unique names, cycles). */

export const graphErrors = {}
