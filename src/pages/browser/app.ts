/** What every page of a server does in a browser. All of it works less well, but works, without. */
import { startFilters } from './filters.ts'
import { startLineage } from './lineage.ts'
import { type Offer, startSearchBox } from './search-box.ts'
import { startTables } from './tables.ts'
import { startThemeSwitch } from './theme-switch.ts'

startThemeSwitch()
startTables()
startFilters()

// What a button did is told once, not at each reload.
const address = new URL(location.href)
if (address.searchParams.has('done')) {
  address.searchParams.delete('done')
  history.replaceState(history.state, '', address)
  setTimeout(() => document.querySelector('[data-told]')?.remove(), 10_000)
}

// The page was made while what it shows was still being read.
if (document.querySelector('[data-reload]')) setTimeout(() => location.reload(), 1500)

startSearchBox(async query => {
  const answer = await fetch(`/search.json?${new URLSearchParams({ q: query })}`)
  return answer.ok ? ((await answer.json()) as readonly Offer[]) : []
})

// The server draws what a handle shows; the page stays, and its address is that of the new drawing.
startLineage(async handle => {
  const answer = await fetch(handle.href)
  if (!answer.ok) return undefined
  const drawn = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return drawn.querySelector<HTMLElement>('[data-lineage]') ?? undefined
})
