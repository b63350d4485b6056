/** Draws the charts of a page in its colours, and again when these or the room change. */
import type { ChartBlock } from '../../dashboards/charts/chart-block.ts'
import { chartHeight, chartOption } from '../../dashboards/charts/chart-option.ts'
import { echarts } from './echarts.ts'
import { readTheme } from './theme.ts'

interface Drawn {
  readonly place: HTMLElement
  readonly block: ChartBlock
  readonly chart: echarts.ECharts
  width: number
}

let drawn: Drawn[] = []
let isListening = false

/** Draws all charts of the page; those of an earlier one are let go. */
export function startCharts(): void {
  for (const { chart } of drawn) chart.dispose()
  drawn = [...document.querySelectorAll<HTMLElement>('[data-chart]')].flatMap(place => {
    const block = document.getElementById(place.dataset['chart'] ?? '')?.textContent
    if (!block) return []
    return [begin(place, JSON.parse(block) as ChartBlock)]
  })
  const theme = readTheme()
  for (const one of drawn) draw(one, theme)
  offerImages()
  if (!isListening) listen()
}

function begin(place: HTMLElement, block: ChartBlock): Drawn {
  place.style.height = `${chartHeight(block)}px`
  return { place, block, chart: echarts.init(place), width: 0 }
}

function draw(one: Drawn, theme: ReturnType<typeof readTheme>): void {
  one.width = one.place.clientWidth
  one.chart.resize()
  const option = chartOption({ block: one.block, theme, room: { width: one.width } })
  one.chart.setOption(option, { notMerge: true })
}

function listen(): void {
  isListening = true
  const redraw = () => {
    const theme = readTheme()
    for (const one of drawn) draw(one, theme)
  }
  document.addEventListener('themechange', redraw)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
  let waiting: number | undefined
  addEventListener('resize', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      const theme = readTheme()
      for (const one of drawn) if (one.place.clientWidth !== one.width) draw(one, theme)
    }, 100)
  })
}

/** An image of a chart, as large as two screens have it. */
function offerImages(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-png]')) {
    const id = button.dataset['png']!
    const one = drawn.find(({ place }) => place.dataset['chart'] === `${id}-block`)
    if (one === undefined) continue
    button.hidden = false
    button.addEventListener('click', () => {
      const { surface } = readTheme()
      const url = one.chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: surface })
      const link = Object.assign(document.createElement('a'), { href: url, download: `${id}.png` })
      link.click()
    })
  }
}
