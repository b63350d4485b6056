/**
 * What every component is given: who looks, in which language, and where things are. Plain values and pure functions, so
 * that the server and `model docs generate` show the same with the same components.
 */
import type { Child } from 'hono/jsx'
import type { Formats } from './formats.ts'
import type { Language } from './words.ts'

/** The entries of the navigation, by the path of their page. */
export type Section = 'overview' | 'models' | 'lineage' | 'runs' | 'dashboards' | 'search'

/** Where things are: on a server below `/`, in files beside each other. */
export interface Links {
  /** Of a page, by its path on the server, encoded: `/models`, `/nodes/model.shop.orders`; with a query where one is served. */
  readonly to: (path: string, query?: Readonly<Record<string, string | undefined>>) => string
  /** Of a file of assets: `style.css`. */
  readonly asset: (name: string) => string
  /** False for files, which nobody answers for: no filters, no runs, nothing live. */
  readonly isServed: boolean
  /** Sections that exist here. */
  readonly sections: readonly Section[]
}

/** One visit of a page. */
export interface Page {
  readonly project: string
  /** Named in the header: what one looks at. */
  readonly target: string
  readonly language: Language
  readonly format: Formats
  readonly links: Links
  readonly now: Date
  /** Its own path and query, to come back to; absent in files. */
  readonly here?: string
  /** Who was let in: the name of a token, or `session` by a link. */
  readonly visitor?: string
  /** What this page was asked with. */
  readonly query: URLSearchParams
}

/** What a page shows, without the frame around it. */
export interface PageContent {
  readonly title: string
  readonly section?: Section
  readonly body: Child
  /** As wide as the window: for what is drawn. */
  readonly isWide?: boolean
  /** Modules of assets that it needs beside those of every page: `dashboard.js`. */
  readonly scripts?: readonly string[]
  /** Further stylesheets of assets. */
  readonly styles?: readonly string[]
  /** Default: 200. */
  readonly status?: number
}
