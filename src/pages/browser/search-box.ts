/** What the search offers while one types: a list below the box, used by arrows and Enter, or by the pointer. */

/** One thing that is offered. */
export interface Offer {
  readonly href: string
  readonly kind: string
  readonly name: string
  readonly where: string
  readonly columns: string
}

/** Milliseconds without a key before something is looked for. */
const PAUSE = 25

/** Makes the box offer what `find` finds. A slash puts one there, as long as one is not typing. */
export function startSearchBox(find: (query: string) => Promise<readonly Offer[]>): void {
  const input = document.querySelector<HTMLInputElement>('.find input')
  if (input === null) return
  document.addEventListener('keydown', event => {
    const typing = (event.target as Element | null)?.closest('input, textarea, select')
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    input.select()
  })
  const list = listBelow(input)
  let timer: ReturnType<typeof setTimeout> | undefined
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void offer(input, list, find), PAUSE)
  })
  input.addEventListener('keydown', event => move(event, input, list))
  input.addEventListener('blur', () => setTimeout(() => close(input, list), 150))
}

function listBelow(input: HTMLInputElement): HTMLElement {
  const list = document.createElement('div')
  list.id = 'offers'
  list.className = 'offers'
  list.hidden = true
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', input.getAttribute('aria-label') ?? '')
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-expanded', 'false')
  input.setAttribute('aria-autocomplete', 'list')
  input.after(list)
  return list
}

async function offer(
  input: HTMLInputElement,
  list: HTMLElement,
  find: (query: string) => Promise<readonly Offer[]>,
): Promise<void> {
  const query = input.value.trim()
  const offers = query === '' ? [] : await find(query)
  // Answers may overtake each other.
  if (input.value.trim() !== query) return
  list.replaceChildren(...offers.map(optionOf))
  list.hidden = offers.length === 0
  input.setAttribute('aria-expanded', String(!list.hidden))
  input.removeAttribute('aria-activedescendant')
}

function optionOf({ href, kind, name, where, columns }: Offer, at: number): HTMLElement {
  const option = document.createElement('a')
  option.href = href
  option.id = `offer-${at}`
  option.tabIndex = -1
  option.setAttribute('role', 'option')
  option.setAttribute('aria-selected', 'false')
  const title = document.createElement('b')
  title.textContent = name
  const rest = document.createElement('small')
  rest.textContent = [kind, where, columns].filter(text => text !== '').join(' · ')
  option.append(title, ' ', rest)
  return option
}

function move(event: KeyboardEvent, input: HTMLInputElement, list: HTMLElement): void {
  const options = [...list.querySelectorAll<HTMLAnchorElement>('[role=option]')]
  const at = options.findIndex(option => option.getAttribute('aria-selected') === 'true')
  if (event.key === 'Escape') close(input, list)
  if (list.hidden) return
  if (event.key === 'Enter' && at >= 0) {
    event.preventDefault()
    options[at]!.click()
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const next = options[(at + step + options.length) % options.length]!
  for (const option of options) option.setAttribute('aria-selected', String(option === next))
  input.setAttribute('aria-activedescendant', next.id)
  next.scrollIntoView({ block: 'nearest' })
}

function close(input: HTMLInputElement, list: HTMLElement): void {
  list.hidden = true
  input.setAttribute('aria-expanded', 'false')
  input.removeAttribute('aria-activedescendant')
}
