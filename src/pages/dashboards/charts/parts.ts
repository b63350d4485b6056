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
const mostParts = ({ room }: Drawing) => (room.width < NARROW ? 8 : 12)

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
  const radius = Math.round(Math.min(110, room.width * 0.2))
  const { center, left, right } = sidesOf(drawing, { parts, total, radius })
  const labelOf = (part: Part, at: number) => {
    const { name, value, text } = part
    const most = isRight(parts, at, total) ? right : left
    return [...wrapped(name, most, room.measure), `${share(value)} · ${text}`].join('\n')
  }
  return {
    ...commonOption(drawing),
    series: [
      {
        type: 'pie',
        radius: [Math.round(radius * 0.58), radius],
        center: [center, '50%'],
        startAngle: 90,
        itemStyle: { borderColor: theme.surface, borderWidth: 2 },
        label: {
          color: theme.ink,
          lineHeight: LINE,
          overflow: 'none',
          alignTo: 'edge',
          edgeDistance: 2,
          distanceToLabelLine: 4,
          minMargin: 5,
        },
        labelLine: { lineStyle: { color: theme.muted }, length: 8, length2: 4 },
        data: parts.map((part, at) => ({
          name: part.name,
          value: part.value,
          itemStyle: { color: colours[at] },
          label: { formatter: () => labelOf(part, at) },
          tooltip: { formatter: () => `${part.name}: ${part.text} (${share(part.value)})` },
        })),
      },
    ],
  }
}

/** Between the circle and a label: the line that leads there. */
const LEADER = 22

/** Parts go round from the top: those whose middle comes before the lowest point have their label on the right. */
function isRight(parts: readonly Part[], at: number, total: number): boolean {
  const before = parts.slice(0, at).reduce((sum, { value }) => sum + value, 0)
  return before + parts[at]!.value / 2 <= total / 2
}

/** Where the circle stands, and the room of labels beside it: in the middle, unless one side needs less than the other. */
function sidesOf(
  { room }: Drawing,
  {
    parts,
    total,
    radius,
  }: { readonly parts: readonly Part[]; readonly total: number; readonly radius: number },
): { readonly center: number; readonly left: number; readonly right: number } {
  const free = room.width - 2 * (radius + LEADER)
  const widest = (side: boolean) =>
    Math.max(
      room.width * 0.16,
      ...parts
        .filter((_, at) => isRight(parts, at, total) === side)
        .map(({ name }) => room.measure(name) + 4),
    )
  const [onLeft, onRight] = [widest(false), widest(true)]
  const half = free / 2
  const left = onRight <= half && onLeft > half ? free - onRight : Math.min(onLeft, half)
  const isEven = onLeft <= half && onRight <= half
  const own = isEven ? half : left
  return { center: own + LEADER + radius, left: own, right: free - own }
}

/** How high a pie is, in pixels. */
export function pieHeight({ room }: Drawing): number {
  return room.width < NARROW ? 340 : 320
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
