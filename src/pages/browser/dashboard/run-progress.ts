/** Tells how a run goes, as the server says it, to its end. */

interface Box {
  readonly words: DOMStringMap
  readonly say: (state: string | undefined, now?: string) => void
  readonly bar: HTMLProgressElement | null
}

let source: EventSource | undefined

/** Listens to the run that the page shows, if it shows one that goes on. */
export function startRunProgress(): void {
  source?.close()
  source = undefined
  const place = document.querySelector<HTMLElement>('[data-run]')
  const address = place?.dataset['run']
  if (!place || !address) return
  listen(new EventSource(address), boxOf(place))
}

function boxOf(place: HTMLElement): Box {
  const state = place.querySelector<HTMLElement>('[data-state]')
  const line = place.querySelector<HTMLElement>('[data-now]')
  return {
    words: place.dataset,
    bar: place.querySelector('progress'),
    say: (text, now = '') => {
      if (state && text !== undefined) state.textContent = text
      if (line) line.textContent = now
    },
  }
}

type Told = Readonly<Record<string, unknown>>

function listen(events: EventSource, { words, say, bar }: Box): void {
  source = events
  const on = (name: string, hear: (told: Told) => void) =>
    events.addEventListener(name, event => hear(JSON.parse((event as MessageEvent<string>).data)))
  on('queued', () => say(words['queued']))
  on('waiting', () => say(words['waiting']))
  on('started', ({ total }) => {
    say(words['running'])
    if (bar) bar.max = Math.max(1, Number(total))
  })
  on('node', told => {
    const { index, total } = told
    if (bar) {
      bar.max = Math.max(1, Number(total))
      bar.value = Number(index)
    }
    const step = words['step'] ?? ''
    say(
      words['running'],
      step.replace(/\{(\w+)\}/g, (_, key: string) => String(told[key] ?? '')),
    )
  })
  on('ended', ({ status }) => {
    events.close()
    if (bar) bar.value = bar.max
    const word = status === 'success' ? 'success' : status === 'no-op' ? 'noOp' : 'failed'
    say(words[word])
    document.dispatchEvent(new CustomEvent('runended', { detail: status }))
  })
  // A server that was ended forgets its runs: the browser would ask for ever.
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) say(words['failed'])
  })
}
