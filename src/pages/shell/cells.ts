/**
 * Cells of tables of which a row becomes a card on a phone (`table.stacked`): a heading or `name` names the card, `beside` stands
 * at its side, the others follow, with their labels where they have some. Of tables that stand on every page of a node
 * (`of-tests`) the stylesheet counts the cells instead: two classes in each row are megabytes of a static site.
 */
import type { Page } from '../page.ts'

/**
 * The label of a cell, which its heading has elsewhere. In files a script takes it from there, where the heading says so by
 * {@link LABELS}: ten thousand pages would carry it along otherwise.
 */
export function labelled({ links }: Page, label: string): { readonly 'data-label'?: string } {
  return links.isServed ? { 'data-label': label } : {}
}

/** Of a heading: its cells have a label. */
export const LABELS = { 'data-labels': '' } as const
