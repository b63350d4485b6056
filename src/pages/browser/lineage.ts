/** A lineage opens in its place: the handle that was used is replaced by what it shows, and the box stays where it was. */

/** A handle: a link to the page on which more is shown. */
export interface Handle {
  readonly href: string
  readonly id: string
  readonly side: 'up' | 'down'
  /** The drawing it stands in. */
  readonly drawing: HTMLElement
}

/** Pixels of a layer, roughly. */
const STEP = 240

export type DrawMore = (handle: Handle) => Promise<HTMLElement | undefined>

/** Makes handles work by `draw`; where that has nothing, the link is followed. */
export function startLineage(draw: DrawMore): void {
  for (const drawing of document.querySelectorAll<HTMLElement>('[data-lineage]'))
    scrollToFocus(drawing)
  document.addEventListener('click', event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    const link = (event.target as Element).closest<SVGAElement>('a[data-open]')
    const drawing = link?.closest<HTMLElement>('[data-lineage]')
    if (link == null || drawing == null) return
    event.preventDefault()
    void openMore(link, drawing, draw)
  })
}

async function openMore(link: SVGAElement, drawing: HTMLElement, draw: DrawMore): Promise<void> {
  const href = link.getAttribute('href') ?? ''
  const { open } = link.dataset
  const id = link.closest<SVGElement>('[data-box]')?.dataset['box'] ?? ''
  const before = placeOf(link)
  const drawn = await draw({ href, id, side: open === 'up' ? 'up' : 'down', drawing })
  if (drawn === undefined) {
    location.assign(href)
    return
  }
  drawing.replaceWith(drawn)
  const now = drawn.querySelector<SVGElement>(`[data-box="${CSS.escape(id)}"]`)
  if (now === null || before === undefined) return
  const after = placeOf(now)!
  // Where it was, but for a step towards what is new.
  const step = open === 'up' ? -STEP : STEP
  drawn.scrollBy({ left: after.left - before.left + step, top: after.top - before.top })
  now.querySelector<SVGAElement>('a')?.focus({ preventScroll: true })
}

/** Where the box of a handle is within what one sees of the drawing. */
function placeOf(element: Element): { readonly left: number; readonly top: number } | undefined {
  const box = element.closest('[data-box]')?.getBoundingClientRect()
  const frame = element.closest('[data-lineage]')?.getBoundingClientRect()
  if (box === undefined || frame === undefined) return undefined
  return { left: box.left - frame.left, top: box.top - frame.top }
}

/** Begins where the node is that it is about. */
export function scrollToFocus(drawing: HTMLElement): void {
  const focus = drawing.querySelector('[aria-current]')
  if (focus === null) return
  const [box, frame] = [focus.getBoundingClientRect(), drawing.getBoundingClientRect()]
  drawing.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2
  drawing.scrollTop += box.top - frame.top - (frame.height - box.height) / 2
}
