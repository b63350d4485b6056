/**
 * Tables of which a row is a card on a phone. Browsers may take a table that is laid out otherwise for none, so what its
 * parts are is said in words. In files cells get their labels from those headings that say so.
 */

const NARROW = '(max-width: 48rem)'

const ROLES = [
  ['thead, tbody', 'rowgroup'],
  ['tr', 'row'],
  ['thead th', 'columnheader'],
  ['tbody th', 'rowheader'],
  ['td', 'cell'],
] as const

/** Begins, now or once the window is narrow. */
export function startTables(): void {
  sayParts()
  matchMedia(NARROW).addEventListener('change', sayParts)
}

/** Of all tables that are there now. */
export function sayParts(): void {
  if (!matchMedia(NARROW).matches) return
  for (const table of document.querySelectorAll<HTMLTableElement>('table.stacked')) {
    table.setAttribute('role', 'table')
    for (const [parts, role] of ROLES)
      for (const part of table.querySelectorAll(parts)) part.setAttribute('role', role)
  }
}

/** Of the tables of a file. */
export function labelCells(): void {
  for (const { tHead, tBodies } of document.querySelectorAll<HTMLTableElement>('table.stacked')) {
    const headings = [...(tHead?.rows[0]?.cells ?? [])]
    for (const { rows } of tBodies)
      for (const { cells } of rows)
        for (const [at, { dataset, textContent }] of headings.entries())
          if ('labels' in dataset) cells[at]!.dataset['label'] = textContent.trim()
  }
}
