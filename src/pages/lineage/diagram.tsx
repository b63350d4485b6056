/** A lineage as SVG: boxes that are links, lines, and handles that show more. Drawn on the server, and in a browser alike. */
import type { FC } from 'hono/jsx'
import { type Language, words } from '../words.ts'
import { BOX, layOut, type Point } from './layout.ts'
import { LINEAGE_WORDS } from './lineage-words.ts'
import { MOST_NEIGHBOURS, type Neighbourhood, type Opened, open } from './neighbourhood.ts'

/** What a box says. */
export interface LineageNode {
  readonly name: string
  /** Below the name: `staging · view`. */
  readonly detail: string
  /** A class that colours it: good, warn, bad, idle. */
  readonly tone: string
  readonly href: string
}

export interface DiagramProps {
  readonly language: Language
  /** Undefined: all of a project, nobody is in the middle. */
  readonly focus?: string
  readonly shown: Neighbourhood
  readonly opened: Opened
  readonly node: (id: string) => LineageNode
  /** Where more is shown, without a script. */
  readonly openHref: (opened: Opened) => string
}

const MARGIN = { x: 30, y: 8 }
const LETTERS = 24

/** The drawing, in a part of the page that can be scrolled and put in the place of another. */
export const Diagram: FC<DiagramProps> = props => {
  const { language, focus, shown, opened } = props
  const t = words(language, LINEAGE_WORDS)
  const { width, height, boxes, lines } = layOut(shown.ids, shown.edges)
  const [w, h] = [width + 2 * MARGIN.x, height + 2 * MARGIN.y]
  const label = focus === undefined ? t('lineage') : t('of', { name: props.node(focus).name })
  return (
    <div
      class="lineage"
      data-lineage={focus ?? ''}
      data-up={opened.up.join(' ')}
      data-down={opened.down.join(' ')}
      tabindex={0}
      role="region"
      aria-label={label}
    >
      <svg
        width={w}
        height={h}
        viewBox={`${-MARGIN.x} ${-MARGIN.y} ${w} ${h}`}
        aria-label={label}
        role="group"
      >
        <g class="lines">
          {lines.map(({ from, to, points }) => (
            <path d={curve(points)} class={from === focus || to === focus ? 'near' : undefined} />
          ))}
        </g>
        {shown.ids.map(id => (
          <Box {...props} id={id} at={boxes.get(id)!} />
        ))}
      </svg>
    </div>
  )
}

type BoxProps = DiagramProps & { readonly id: string; readonly at: Point }

const Box: FC<BoxProps> = props => {
  const { id, at, focus, shown } = props
  const { name, detail, tone, href } = props.node(id)
  const hidden = shown.hidden.get(id)!
  return (
    <g transform={`translate(${at.x} ${at.y})`} data-box={id}>
      <a
        href={href}
        class={`box ${tone}${id === focus ? ' focus' : ''}`}
        aria-current={id === focus ? 'true' : undefined}
      >
        {name.length > LETTERS && <title>{`${name} · ${detail}`}</title>}
        <rect width={BOX.width} height={BOX.height} rx="5" />
        <rect class="stripe" width="4" height={BOX.height - 12} x="6" y="6" rx="2" />
        <text x="18" y="17">
          {shortened(name)}
        </text>
        <text class="detail" x="18" y="32">
          {shortened(detail, 32)}
        </text>
      </a>
      {hidden.up > 0 && <Handle {...props} side="up" count={hidden.up} />}
      {hidden.down > 0 && <Handle {...props} side="down" count={hidden.down} />}
    </g>
  )
}

type HandleProps = BoxProps & { readonly side: keyof Opened; readonly count: number }

/** Shows more on one side; what has been opened and is still not all is only counted. */
const Handle: FC<HandleProps> = ({ id, side, count, opened, node, openHref, language, focus }) => {
  const t = words(language, LINEAGE_WORDS)
  const x = side === 'up' ? -14 : BOX.width + 14
  const sign = (
    <>
      <circle cx={x} cy={BOX.height / 2} r="10" />
      <text x={x} y={BOX.height / 2 + 4}>
        {count > 99 ? '99+' : `+${count}`}
      </text>
    </>
  )
  const isOpen = opened[side].includes(id) || id === focus
  if (isOpen && count > 0)
    return (
      <g class="handle full">
        <title>{t(side, { count, name: node(id).name })}</title>
        {sign}
      </g>
    )
  return (
    <a
      class="handle"
      href={openHref(open(opened, side, id))}
      data-open={side}
      aria-label={t(side, { count: Math.min(count, MOST_NEIGHBOURS), name: node(id).name })}
    >
      {sign}
    </a>
  )
}

/** Lines leave and arrive level. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  let [from, path] = [first!, `M${first!.x} ${first!.y}`]
  for (const to of rest) {
    const half = Math.round((from.x + to.x) / 2)
    path += from.y === to.y ? `H${to.x}` : `C${half} ${from.y} ${half} ${to.y} ${to.x} ${to.y}`
    from = to
  }
  return path
}

/** Without its middle: beginnings and ends tell names apart. */
function shortened(text: string, letters = LETTERS): string {
  if (text.length <= letters) return text
  const end = Math.floor(letters * 0.4)
  return `${text.slice(0, letters - end - 1)}…${text.slice(-end)}`
}
