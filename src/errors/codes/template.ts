/** Codes M12xx (template syntax and rendering) and M13xx (macros). */

export const templateErrors = {}
