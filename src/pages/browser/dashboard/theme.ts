/** The colours of the page as it shows them now: the stylesheet names two of each, the browser knows which one counts. */
import type { Theme } from '../../dashboards/charts/chart-block.ts'

/** Reads them. */
export function readTheme(): Theme {
  const probe = document.body.appendChild(document.createElement('span'))
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const theme: Theme = {
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    surface: colour('surface'),
    accent: colour('accent'),
    bad: colour('bad'),
    categories: [1, 2, 3, 4, 5, 6, 7, 8].map(number => colour(`chart-${number}`)),
    rose: [colour('rose-from'), colour('rose-to')],
    font: getComputedStyle(document.body).fontFamily,
    isStill: matchMedia('(prefers-reduced-motion: reduce)').matches,
  }
  probe.remove()
  return theme
}
