/** Charts of parts of a whole: pie and funnel. Every part is labelled with its name and number, so colour is no carrier. */
import { showNumber, showValue } from '../show-value.ts'
import { type ChartOption, type Drawing, NARROW } from './chart-block.ts'
import { coloursFor } from './colours.ts'
import { commonOption, firstOf, numberAt, textOf } from './common.ts'
import { type Labels, LINE, labelsWithin, wrapped } from './labels.ts'

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
const mostParts = ({ room }: Drawing) => (room.width < NARROW ? 10 : 12)

/** The smallest of many parts are one. The table has each. */
function gathered(drawing: Drawing, parts: readonly Part[]): readonly Part[] {
  const { block } = drawing
  const most = mostParts(drawing)
  if (parts.length <= most) return parts
  const rest = parts.slice(most - 1)
  const value = rest.reduce((sum, part) => sum + part.value, 0)
  const column = firstOf(block, 'value')
  const text = showValue(value, { ...column, values: {} }, block.language)
  const name = block.more.replace('{count}', String(rest.length))
  return [...parts.slice(0, most - 1), { name, value, text }]
}

interface Pie {
  readonly parts: readonly Part[]
  readonly radius: number
  /** What a part is of the whole. */
  readonly share: (value: number) => string
  /** Each part in lines, as they stand below the circle. */
  readonly list: readonly (readonly string[])[]
}

function pieOf(drawing: Drawing): Pie {
  const { block, room } = drawing
  const sorted = partsOf(drawing)
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
  const parts = gathered(drawing, sorted)
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  const share = (value: number) =>
    showNumber(value / total, { format: 'share', decimals: 0 }, block.language)
  const list = parts.map(({ name, value, text }) =>
    wrapped(`${name} · ${share(value)} · ${text}`, room.width - 28, room.measure),
  )
  return { parts, share, list, radius: Math.round(Math.min(110, room.width * 0.24)) }
}

/** A pie, the greatest part first and darkest. Parts that are nothing stand in the table alone. */
export function pieOption(drawing: Drawing): ChartOption {
  const { block, theme, room } = drawing
  const { parts, share, radius, list } = pieOf(drawing)
  const colours = coloursFor(block.palette, theme, parts.length)
  const isListed = room.width < NARROW
  const beside = room.width / 2 - radius - LEADER
  const labelOf = ({ name, value, text }: Part) =>
    [...wrapped(name, beside, room.measure), `${share(value)} · ${text}`].join('\n')
  return {
    ...commonOption(drawing),
    ...(isListed && listBelow(drawing, list, radius)),
    series: [
      {
        type: 'pie',
        radius: [Math.round(radius * 0.58), radius],
        center: ['50%', isListed ? radius + 4 : '50%'],
        startAngle: 90,
        itemStyle: { borderColor: theme.surface, borderWidth: 2 },
        label: {
          show: !isListed,
          color: theme.ink,
          lineHeight: LINE,
          overflow: 'none',
          minMargin: 5,
        },
        labelLine: { show: !isListed, lineStyle: { color: theme.muted }, length: 8, length2: 8 },
        data: parts.map((part, at) => ({
          // The list finds its lines by the place of a part: two may have one name.
          name: isListed ? String(at) : part.name,
          value: part.value,
          itemStyle: { color: colours[at] },
          label: { formatter: () => labelOf(part) },
          tooltip: { formatter: () => `${part.name}: ${part.text} (${share(part.value)})` },
        })),
      },
    ],
  }
}

/** Between the circle and a label: the line that leads there. */
const LEADER = 24
/** Height of a line of the list, with the distance to the next. */
const LIST_LINE = 20

/** On a phone the parts are a list below the circle, in the order in which they go round it. */
function listBelow(
  { theme }: Pick<Drawing, 'theme'>,
  list: Pie['list'],
  radius: number,
): ChartOption {
  return {
    legend: {
      orient: 'vertical',
      left: 0,
      top: 2 * radius + 20,
      padding: 0,
      itemGap: LIST_LINE - LINE,
      itemWidth: 12,
      itemHeight: 12,
      selectedMode: false,
      textStyle: { color: theme.ink, lineHeight: LINE },
      formatter: (at: string) => list[Number(at)]!.join('\n'),
    },
  }
}

/** How high a pie is, in pixels. */
export function pieHeight(drawing: Drawing): number {
  if (drawing.room.width >= NARROW) return 320
  const { radius, list } = pieOf(drawing)
  const lines = list.reduce((sum, one) => sum + (one.length - 1) * LINE + LIST_LINE, 0)
  return 2 * radius + 24 + lines
}

interface Funnel {
  readonly parts: readonly Part[]
  readonly labels: Labels
  /** What is written behind each. */
  readonly texts: readonly string[]
}

function funnelOf(drawing: Drawing): Funnel {
  const { block, room } = drawing
  const parts = partsOf(drawing)
  const first = parts[0]?.value ?? 0
  const share = (value: number) =>
    showNumber(value / first, { format: 'share', decimals: 0 }, block.language)
  return {
    parts,
    labels: labelsWithin(
      parts.map(({ name }) => name),
      room.width * 0.34,
      room.measure,
    ),
    texts: parts.map(({ text, value }) => (first === 0 ? text : `${text}  ${share(value)}`)),
  }
}

/** How high a funnel is, in pixels. */
export function funnelHeight(drawing: Drawing): number {
  const { parts, labels } = funnelOf(drawing)
  return Math.max(180, parts.length * Math.max(54, labels.lines * LINE + 12))
}

/** A funnel in the order of the rows: each stage with its share of the first. */
export function funnelOption(drawing: Drawing): ChartOption {
  const { block, theme, room } = drawing
  const { parts, labels, texts } = funnelOf(drawing)
  const colours = coloursFor(block.palette, theme, parts.length)
  const behind = Math.ceil(Math.max(0, ...texts.map(room.measure))) + 12
  return {
    ...commonOption(drawing),
    grid: { left: labels.width + 12, right: behind, top: 8, bottom: 8 },
    xAxis: { type: 'value', show: false, min: 0, max: parts[0]?.value ?? 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: labels.texts,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: theme.ink, interval: 0, lineHeight: LINE },
    },
    series: [
      {
        type: 'bar',
        barWidth: '68%',
        barMaxWidth: 64,
        showBackground: true,
        backgroundStyle: { color: theme.line, opacity: 0.4, borderRadius: 3 },
        data: parts.map(({ name, value }, at) => ({
          value,
          itemStyle: { color: colours[at], borderRadius: 3 },
          label: { show: true, position: 'right', formatter: () => texts[at]! },
          tooltip: { formatter: () => `${name}: ${texts[at]}` },
        })),
        label: { color: theme.ink },
      },
    ],
  }
}
