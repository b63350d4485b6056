/**
 * The timeline of a run, drawn as SVG: a lane for each thread, a block for each stage and each statement of checks. Widths
 * are shares of the picture, so that it fits any screen without a script or a style of its own.
 */
import type { FC } from 'hono/jsx'
import type { Timeline, TimelineBlock } from '../../catalog/run-timeline.ts'
import type { Page } from '../page.ts'
import { words } from '../words.ts'
import { RUN_WORDS } from './run-words.ts'
import { statusWord, toneOf } from './status-tag.tsx'

/** Blocks that are drawn: more of them nobody tells apart, and the page would weigh too much. */
const MOST_BLOCKS = 400
const LANE = 30
const BLOCK = 22
const AXIS = 22
/** Shares of the picture below which a name is not written into its block. */
const NARROWEST_LABEL = 5

interface TimelineProps {
  readonly page: Page
  readonly timeline: Timeline
  /** What a node is called. */
  readonly label: (id: string) => string
  /** Nodes on the critical path. */
  readonly critical: ReadonlySet<string>
}

/** The picture, and what is said below it. */
export const RunTimeline: FC<TimelineProps> = ({ page, timeline, label, critical }) => {
  const t = words(page.language, RUN_WORDS)
  const { lanes, seconds } = timeline
  const total = lanes.reduce((sum, { blocks }) => sum + blocks.length, 0)
  const shortest = shortestDrawn(timeline)
  const drawn = lanes.map(({ thread, blocks }) => ({
    thread,
    blocks: blocks.filter(({ start, end }) => end - start >= shortest).slice(0, MOST_BLOCKS),
  }))
  const count = drawn.reduce((sum, { blocks }) => sum + blocks.length, 0)
  const threads = t('threads', { count: lanes.length })
  const height = lanes.length * LANE + AXIS
  return (
    <>
      <svg
        class="timeline"
        width="100%"
        height={height}
        role="group"
        aria-label={t('timelineLabel', { count: total, threads })}
        data-timeline
      >
        <Axis page={page} seconds={seconds} height={height} />
        {drawn.map(({ thread, blocks }, lane) => (
          <g>
            {blocks.map(block => (
              <Block
                page={page}
                block={block}
                thread={thread}
                label={label}
                top={lane * LANE + (LANE - BLOCK) / 2}
                seconds={seconds}
                isCritical={block.nodes.some(id => critical.has(id))}
              />
            ))}
          </g>
        ))}
      </svg>
      <p class="muted small">
        {t('timelineHelp')}{' '}
        {timeline.idle > 0.0005 && t('idle', { time: page.format.duration(timeline.idle) })}{' '}
        {count < total && t('omitted', { count: total - count })}
      </p>
    </>
  )
}

/** Seconds of the shortest block that is drawn. */
function shortestDrawn({ lanes }: Timeline): number {
  const lengths = lanes.flatMap(({ blocks }) => blocks.map(({ start, end }) => end - start))
  if (lengths.length <= MOST_BLOCKS) return 0
  return lengths.sort((a, b) => b - a)[MOST_BLOCKS - 1]!
}

const share = (value: number, seconds: number): number =>
  seconds === 0 ? 0 : Math.round((value / seconds) * 100_000) / 1000

interface BlockProps {
  readonly page: Page
  readonly block: TimelineBlock
  readonly thread: number
  readonly label: TimelineProps['label']
  readonly top: number
  readonly seconds: number
  readonly isCritical: boolean
}

const Block: FC<BlockProps> = ({ page, block, thread, label, top, seconds, isCritical }) => {
  const t = words(page.language, RUN_WORDS)
  const [first] = block.nodes
  const count = block.nodes.length
  const name = block.kind === 'stage' || count === 1 ? label(first!) : t('checksBlock', { count })
  const time = page.format.duration(block.end - block.start)
  const title = `${name}: ${statusWord(page, block.status)}, ${time}, ${t('thread', { number: thread })}`
  const width = share(block.end - block.start, seconds)
  const classes = ['block', block.kind, toneOf(block.status), isCritical ? 'critical' : '']
  return (
    <g>
      <a href={`#${resultAnchor(first!)}`} class={classes.join(' ').trim()} aria-label={title}>
        <title>{title}</title>
        <rect x={`${share(block.start, seconds)}%`} y={top} width={`${width}%`} height={BLOCK} />
        {width >= NARROWEST_LABEL && (
          <svg
            x={`${share(block.start, seconds)}%`}
            y={top}
            width={`${width}%`}
            height={BLOCK}
            aria-hidden="true"
          >
            <text x="6" y={BLOCK / 2 + 4}>
              {name}
            </text>
          </svg>
        )}
      </a>
    </g>
  )
}

const Axis: FC<{ page: Page; seconds: number; height: number }> = ({ page, seconds, height }) => (
  <g class="axis">
    {ticks(seconds).map(tick => (
      <>
        <line
          x1={`${share(tick, seconds)}%`}
          x2={`${share(tick, seconds)}%`}
          y1="0"
          y2={height - AXIS + 4}
        />
        <text x={`${share(tick, seconds)}%`} y={height - 5} dx="3">
          {tick === 0 ? '0' : page.format.duration(tick)}
        </text>
      </>
    ))}
  </g>
)

/** Four to eight round numbers from 0 on; none so late that its label would not fit. */
export function ticks(seconds: number): readonly number[] {
  if (seconds <= 0) return [0]
  const rough = seconds / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough)!
  const found: number[] = []
  for (let tick = 0; tick <= seconds * 0.94; tick += step) found.push(Number(tick.toFixed(6)))
  return found
}

/** The id of a result's row, for links to it. */
export function resultAnchor(node: string): string {
  return `result-${node.replace(/[^\w.-]/g, character => `_${character.codePointAt(0)!.toString(16)}_`)}`
}
