/** Codes M20xx (connections, capabilities), M21xx (errors a database reports) and M22xx (holders and locks). */

export const adapterErrors = {}
