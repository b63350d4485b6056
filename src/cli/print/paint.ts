/** Colours, or none: NO_COLOR, a pipe and a dumb terminal get plain text. */

/** Wraps text in a colour. */
export type Brush = (text: string) => string

export interface Paint {
  readonly bold: Brush
  readonly dim: Brush
  readonly red: Brush
  readonly green: Brush
  readonly yellow: Brush
  readonly cyan: Brush
}

const plain: Brush = text => text
const code =
  (open: number, close: number): Brush =>
  text =>
    text === '' ? text : `\u001b[${open}m${text}\u001b[${close}m`

/** Text as it is. */
export const NO_PAINT: Paint = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
}

/** ANSI colours. */
export const COLORS: Paint = {
  bold: code(1, 22),
  dim: code(2, 22),
  red: code(31, 39),
  green: code(32, 39),
  yellow: code(33, 39),
  cyan: code(36, 39),
}

/** Whether a stream of this process gets colours. */
export function choosePaint(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): Paint {
  if (env['NO_COLOR']) return NO_PAINT
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return COLORS
  return isTerminal && env['TERM'] !== 'dumb' ? COLORS : NO_PAINT
}
