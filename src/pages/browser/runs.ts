/** Live progress of a run, and arrow keys in its timeline. Without it pages reload, and Tab goes from block to block. */

for (const place of document.querySelectorAll<HTMLElement>('[data-live]')) follow(place)
for (const picture of document.querySelectorAll<SVGElement>('[data-timeline]')) rove(picture)

interface Said {
  readonly name?: string
  readonly status?: string
  readonly total?: number
}

/** Lines kept of what was said. */
const MOST_LINES = 200

function follow(place: HTMLElement): void {
  const log = place.querySelector('[data-live-log]')
  const bar = place.querySelector<HTMLProgressElement>('[data-live-bar]')
  const text = place.querySelector('[data-live-text]')
  const count = place.querySelector('[data-live-count]')
  const events = new EventSource(place.dataset['live']!)
  let done = 0
  let results = 0
  log?.replaceChildren()
  const said = (event: Event): Said => JSON.parse((event as MessageEvent<string>).data)
  const show = () => {
    if (bar) bar.value = done
    if (bar && text && place.dataset['progress'] && bar.max > 0)
      text.textContent = place.dataset['progress']
        .replace('{done}', String(done))
        .replace('{total}', String(bar.max))
    if (count) count.textContent = String(results)
  }
  const line = ({ name = '', status = '' }: Said) => {
    results++
    const item = document.createElement('li')
    const tag = document.createElement('span')
    tag.className = `tag ${toneOf(status)}`
    tag.textContent = status
    item.append(tag, ` ${name}`)
    log?.append(item)
    while (log && log.children.length > MOST_LINES) log.firstElementChild?.remove()
    log?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }
  events.addEventListener('started', event => {
    if (bar) bar.max = Math.max(1, said(event).total ?? 1)
    done = 0
    show()
  })
  events.addEventListener('node', event => {
    done++
    line(said(event))
    show()
  })
  events.addEventListener('check', event => {
    line(said(event))
    show()
  })
  events.addEventListener('ended', () => {
    events.close()
    location.replace(place.dataset['liveDone'] ?? location.href)
  })
}

function toneOf(status: string): string {
  if (status === 'success' || status === 'pass') return 'good'
  if (status === 'error' || status === 'fail') return 'bad'
  return status === 'warn' || status === 'held' ? 'warn' : ''
}

/** One stop for Tab; arrows go on from there. */
function rove(picture: SVGElement): void {
  const blocks = [...picture.querySelectorAll<SVGAElement>('a.block')]
  const stopAt = (at: number) => {
    for (const [each, block] of blocks.entries())
      block.setAttribute('tabindex', each === at ? '0' : '-1')
  }
  stopAt(0)
  picture.addEventListener('keydown', event => {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowDown: 1,
      ArrowLeft: -1,
      ArrowUp: -1,
    }
    const at = blocks.indexOf(document.activeElement as SVGAElement)
    const ends: Record<string, number> = { Home: -at, End: blocks.length - 1 - at }
    const step = steps[event.key] ?? ends[event.key]
    if (at < 0 || step === undefined) return
    event.preventDefault()
    const next = Math.min(blocks.length - 1, Math.max(0, at + step))
    stopAt(next)
    blocks[next]!.focus()
  })
}
