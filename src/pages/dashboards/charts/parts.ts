/** Charts of parts of a whole: pie and funnel. Every part is labelled with its name and number, so colour is no carrier. */
import { showNumber, showValue } from '../show-value.ts'
import type { ChartOption } from './chart-block.ts'
import { coloursFor } from './colours.ts'
import { commonOption, type Drawing, firstOf, NARROW, numberAt, textOf } from './common.ts'

interface Part {
  readonly name: string
  readonly value: number
  readonly text: string
}

function partsOf({ block }: Drawing): readonly Part[] {
  const [label, value] = [firstOf(block, 'label'), firstOf(block, 'value')]
  return block.rows.flatMap(row => {
    const number = numberAt(row, value)
    if (number === null) return []
    return [{ name: textOf(block, row, label), value: number, text: textOf(block, row, value) }]
  })
}

/** Parts that have a label of their own: more cannot be told apart, nor read. */
const MOST = 12

/** The smallest of many parts are one. The table has each. */
function gathered({ block }: Drawing, parts: readonly Part[]): readonly Part[] {
  if (parts.length <= MOST) return parts
  const rest = parts.slice(MOST - 1)
  const value = rest.reduce((sum, part) => sum + part.value, 0)
  const column = firstOf(block, 'value')
  const text = showValue(value, { ...column, values: {} }, block.language)
  const name = block.more.replace('{count}', String(rest.length))
  return [...parts.slice(0, MOST - 1), { name, value, text }]
}

/** A pie, the greatest part first and darkest. Parts that are nothing stand in the table alone. */
export function pieOption(drawing: Drawing): ChartOption {
  const { block, theme, room } = drawing
  const parts = gathered(
    drawing,
    partsOf(drawing)
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value),
  )
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const colours = coloursFor(block.palette, theme, parts.length)
  const share = (value: number) =>
    showNumber(value / total, { format: 'share', decimals: 0 }, block.language)
  const isNarrow = room.width < NARROW
  return {
    ...commonOption(drawing),
    series: [
      {
        type: 'pie',
        radius: isNarrow ? ['28%', '48%'] : ['42%', '72%'],
        center: ['50%', '50%'],
        startAngle: 90,
        itemStyle: { borderColor: theme.surface, borderWidth: 2 },
        label: {
          color: theme.ink,
          lineHeight: 16,
          fontSize: isNarrow ? 11 : 12,
          overflow: 'truncate',
          bleedMargin: 4,
          minMargin: 4,
        },
        labelLine: { lineStyle: { color: theme.muted }, length: 8, length2: 8 },
        data: parts.map(({ name, value, text }, at) => ({
          name,
          value,
          itemStyle: { color: colours[at] },
          label: { formatter: () => `${name}\n${share(value)} · ${text}` },
          tooltip: { formatter: () => `${name}: ${text} (${share(value)})` },
        })),
      },
    ],
  }
}

/** A funnel in the order of the rows: each stage with its share of the first. */
export function funnelOption(drawing: Drawing): ChartOption {
  const { block, theme, room } = drawing
  const parts = partsOf(drawing)
  const first = parts[0]?.value ?? 0
  const colours = coloursFor(block.palette, theme, parts.length)
  const share = (value: number) =>
    first === 0 ? '' : showNumber(value / first, { format: 'share', decimals: 0 }, block.language)
  const names = parts.map(({ name }) => name)
  const labelRoom = room.width < NARROW ? 96 : 150
  return {
    ...commonOption(drawing),
    grid: { left: labelRoom + 12, right: 104, top: 8, bottom: 8 },
    xAxis: { type: 'value', show: false, min: 0, max: first },
    yAxis: {
      type: 'category',
      inverse: true,
      data: names,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: theme.ink, width: labelRoom, overflow: 'break', lineHeight: 15 },
    },
    series: [
      {
        type: 'bar',
        barWidth: '68%',
        showBackground: true,
        backgroundStyle: { color: theme.line, opacity: 0.4, borderRadius: 3 },
        data: parts.map(({ name, value, text }, at) => ({
          value,
          itemStyle: { color: colours[at], borderRadius: 3 },
          label: {
            show: true,
            position: 'right',
            formatter: () => `${text}  ${share(value)}`,
          },
          tooltip: { formatter: () => `${name}: ${text} (${share(value)})` },
        })),
        label: { color: theme.ink },
      },
    ],
  }
}
