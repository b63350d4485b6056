/** Draws the charts of a page in its colours, and again when these or the room change. */
import type { ChartBlock, Drawing, Measure, Theme } from '../../dashboards/charts/chart-block.ts'
import { chartHeight, chartOption } from '../../dashboards/charts/chart-option.ts'
import { echarts } from './echarts.ts'
import { readTheme } from './theme.ts'

interface Drawn {
  readonly place: HTMLElement
  readonly block: ChartBlock
  readonly chart: echarts.ECharts
  width: number
  height: number
}

let drawn: Drawn[] = []
let isListening = false

/** Draws all charts of the page; those of an earlier one are let go. */
export function startCharts(): void {
  for (const { chart } of drawn) chart.dispose()
  rooms.disconnect()
  const theme = readTheme()
  const measure = measureIn(theme.font)
  drawn = [...document.querySelectorAll<HTMLElement>('[data-chart]')].flatMap(place => {
    const block = document.getElementById(place.dataset['chart'] ?? '')?.textContent
    if (!block) return []
    return [begin(place, JSON.parse(block) as ChartBlock)]
  })
  // All heights first: charts that stand beside each other are as high as the highest.
  for (const one of drawn) stand(one, { theme, measure })
  for (const one of drawn) draw(one, { theme, measure })
  for (const { place } of drawn) rooms.observe(place)
  offerImages()
  if (!isListening) listen()
}

function begin(place: HTMLElement, block: ChartBlock): Drawn {
  const chart = echarts.init(place, null, { width: place.clientWidth, height: 100 })
  return { place, block, chart, width: 0, height: 0 }
}

interface Look {
  readonly theme: Theme
  readonly measure: Measure
}

const drawingOf = ({ place, block }: Drawn, { theme, measure }: Look): Drawing => ({
  block,
  theme,
  room: { width: place.clientWidth, measure },
})

function stand(one: Drawn, look: Look): void {
  one.place.style.minHeight = `${Math.ceil(chartHeight(drawingOf(one, look)))}px`
}

function draw(one: Drawn, look: Look): void {
  const { place, chart } = one
  one.width = place.clientWidth
  one.height = place.clientHeight
  chart.resize({ width: one.width, height: one.height })
  chart.setOption(chartOption(drawingOf(one, look)), { notMerge: true })
}

/** Measures texts as charts write them. */
function measureIn(font: string): Measure {
  const context = document.createElement('canvas').getContext('2d')
  if (context === null) return text => text.length * 7
  context.font = `12px ${font}`
  return text => context.measureText(text).width
}

/** A chart whose room has changed is drawn again: at most once for each frame. */
const rooms = new ResizeObserver(entries => {
  const places = new Set(entries.map(({ target }) => target))
  const theme = readTheme()
  const look = { theme, measure: measureIn(theme.font) }
  const changed = drawn.filter(
    ({ place, width, height }) =>
      places.has(place) && (place.clientWidth !== width || place.clientHeight !== height),
  )
  for (const one of changed) if (one.place.clientWidth !== one.width) stand(one, look)
  for (const one of changed) draw(one, look)
})

function listen(): void {
  isListening = true
  const redraw = () => {
    const theme = readTheme()
    for (const one of drawn) draw(one, { theme, measure: measureIn(theme.font) })
  }
  document.addEventListener('themechange', redraw)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
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
