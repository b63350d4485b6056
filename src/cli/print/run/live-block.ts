/** The nodes that run right now, as lines at the bottom of a terminal, redrawn in place. */
import type { OutputStream } from '../../terminal.ts'
import { formatDuration } from '../format.ts'
import type { Paint } from '../paint.ts'
import type { LiveLines } from '../printer.ts'
import { truncate } from '../width.ts'

const PERIOD = 120
const SHOWN = 8
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** A live block; lives as long as the run. */
export class LiveBlock implements LiveLines {
  readonly #stream: OutputStream
  readonly #paint: Paint
  readonly #running = new Map<string, { readonly text: string; readonly since: number }>()
  readonly #began = performance.now()
  readonly #timer: NodeJS.Timeout
  #drawn = 0
  #done = 0
  #total = 0
  #phase = ''

  constructor(stream: OutputStream, paint: Paint) {
    this.#stream = stream
    this.#paint = paint
    this.#timer = setInterval(() => this.#redraw(), PERIOD)
  }

  started(id: string, text: string): void {
    this.#running.set(id, { text, since: performance.now() })
  }

  /** What a running node is doing now. */
  renamed(id: string, text: string): void {
    const running = this.#running.get(id)
    if (running !== undefined) this.#running.set(id, { ...running, text })
  }

  finished(id: string): void {
    this.#running.delete(id)
  }

  progress(done: number, total: number): void {
    this.#done = done
    this.#total = total
  }

  /** What goes on besides nodes: `publishing 24 relations`. */
  phase(text: string): void {
    this.#phase = text
  }

  clear(): void {
    this.#stream.write(this.#wipe())
    this.#drawn = 0
  }

  draw(): void {
    this.#redraw()
  }

  close(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  /** One write, so that the terminal never shows the block half drawn. */
  #redraw(): void {
    const lines = this.#lines(performance.now())
    const text = this.#wipe() + lines.map(line => `${line}\n`).join('')
    this.#drawn = lines.length
    if (text !== '') this.#stream.write(text)
  }

  /** What moves the cursor to the block's start and clears it. */
  #wipe(): string {
    return this.#drawn > 0 ? `\u001b[${this.#drawn}A\u001b[0J` : ''
  }

  #lines(now: number): string[] {
    if (this.#total === 0) return []
    const width = (this.#stream.columns ?? 80) - 1
    const spinner = SPINNER[Math.floor(now / PERIOD) % SPINNER.length]!
    const running = [...this.#running.values()]
    const lines = running
      .slice(0, SHOWN)
      .map(({ text, since }) =>
        truncate(`  ${spinner} ${text}  ${formatDuration(now - since)}`, width),
      )
    if (running.length > SHOWN) lines.push(`    and ${running.length - SHOWN} more`)
    const parts = [`${this.#done}/${this.#total}`]
    if (running.length > 0) parts.push(`${running.length} running`)
    if (this.#phase !== '') parts.push(this.#phase)
    parts.push(formatDuration(now - this.#began))
    const bar = progressBar(this.#done / this.#total)
    return [...lines, this.#paint.dim(truncate(`  ${bar} ${parts.join(', ')}`, width))]
  }
}

function progressBar(share: number): string {
  const cells = 20
  const full = Math.round(Math.min(1, share) * cells)
  return `${'━'.repeat(full)}${'╌'.repeat(cells - full)}`
}
