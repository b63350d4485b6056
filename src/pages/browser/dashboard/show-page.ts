/** Shows another state of the same page in its place, without loading everything anew. What fails is a usual visit. */

/** Follows links and filters within the page; `onShown` is called for each new state. */
export function followInPlace(onShown: () => void): void {
  document.addEventListener('click', event => {
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[data-follow]')
    if (!link || event.defaultPrevented || event.button !== 0) return
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void showPage(link.href, onShown)
  })
  document.addEventListener('change', event => {
    const form = (event.target as Element | null)?.closest<HTMLFormElement>('form[data-filters]')
    if (form) void showPage(addressOf(form), onShown)
  })
  document.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement
    if (!('filters' in form.dataset) || event.defaultPrevented) return
    event.preventDefault()
    void showPage(addressOf(form), onShown)
  })
  addEventListener('popstate', () => void replaceWith(location.href, onShown))
}

/** Fields that are empty on purpose stay in the address: they are not the default. */
function addressOf(form: HTMLFormElement): string {
  const address = new URL(form.action)
  for (const [name, value] of new FormData(form)) address.searchParams.set(name, String(value))
  return address.href
}

/** Shows the page at an address, which becomes that of the browser. */
export async function showPage(href: string, onShown: () => void): Promise<void> {
  history.pushState(null, '', href)
  await replaceWith(href, onShown)
}

let latest = 0

async function replaceWith(href: string, onShown: () => void): Promise<void> {
  const own = ++latest
  const place = document.querySelector('[data-dashboard]')
  place?.setAttribute('aria-busy', 'true')
  try {
    const response = await fetch(href, { headers: { accept: 'text/html' } })
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
    const found = fresh.querySelector('[data-dashboard]')
    // A later click has asked for something else.
    if (own !== latest) return
    if (!response.ok || !found || !place) return location.assign(href)
    const focused = focusKey()
    place.replaceWith(found)
    document.title = fresh.title
    onShown()
    if (focused !== undefined) document.querySelector<HTMLElement>(focused)?.focus()
  } catch {
    location.assign(href)
  }
}

/** Where the keyboard was, in the words of a selector: a field of a filter, or a link of a table. */
function focusKey(): string | undefined {
  const active = document.activeElement
  const name = active?.getAttribute('name')
  if (name && active?.closest('[data-filters]'))
    return `[data-filters] [name="${CSS.escape(name)}"]`
  const item = active?.closest('.item')?.id
  return item ? `#${CSS.escape(item)} a` : undefined
}
