/** The pages of the documentation on a server. */
import { addPage, type Pages } from '../add-page.ts'
import { overviewPage } from './overview.tsx'

/** Adds them. */
export function mountDocumentation(pages: Pages): void {
  addPage(pages, '/', ({ page, workspace }) => overviewPage(page, workspace.manifest))
}
