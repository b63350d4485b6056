/** One item of a page with all that it shows: what components are given. */
import type { EndpointNode } from '../../compile/manifest.ts'
import type { DashboardDeclaration, ItemDeclaration } from '../../project/dashboard.ts'
import type { Page } from '../page.ts'
import type { Found } from './ask.ts'
import type { FilterState } from './filters.ts'
import type { Common } from './localized.ts'
import type { TablePage } from './requests.ts'

/** What a component knows of its page. */
export interface DashboardView {
  readonly page: Page
  readonly declaration: DashboardDeclaration
  readonly common: Common
  readonly filters: readonly FilterState[]
  /** `/dashboards/icp`. */
  readonly path: string
  /** Whether the visitor may call this endpoint. */
  readonly mayCall: (endpoint: EndpointNode) => boolean
  /** By what the file calls it. */
  readonly endpointOf: (title: string) => EndpointNode
}

/** An item and what its endpoint answered; a text has none. */
export interface ItemView {
  readonly item: ItemDeclaration
  readonly found?: Found
  readonly table?: TablePage
  /** Where its CSV is. */
  readonly csv?: string
}
