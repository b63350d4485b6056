/** Names beside marks: how wide they are and over how many lines they go, so that none is cut that one can read. Pure. */
import type { Measure } from './chart-block.ts'

/** Names of more lines than this are cut; the tooltip and the table have them whole. */
const MOST_LINES = 3
/** Height of a line, in pixels. */
export const LINE = 15

/** Names as they are written. */
export interface Labels {
  /** One for each name, its lines parted by line feeds. */
  readonly texts: readonly string[]
  /** Of the widest line, in pixels. */
  readonly width: number
  /** Of the name with most of them. */
  readonly lines: number
}

/** The names in lines that are no wider than this. */
export function labelsWithin(names: readonly string[], most: number, measure: Measure): Labels {
  const all = names.map(name => wrapped(name, most, measure))
  return {
    texts: all.map(lines => lines.join('\n')),
    width: Math.ceil(Math.max(0, ...all.flat().map(measure))),
    lines: Math.max(1, ...all.map(lines => lines.length)),
  }
}

/** True where every word has room, and every name in the lines that it may have. */
export function areWhole(names: readonly string[], most: number, measure: Measure): boolean {
  const areWordsWhole = names.every(name => wordsOf(name).every(word => measure(word) <= most))
  return areWordsWhole && names.every(name => filled(name, most, measure).length <= MOST_LINES)
}

/** The lines of a text; of a very long one the first, with a mark that more follows. */
export function wrapped(text: string, most: number, measure: Measure): readonly string[] {
  const lines = filled(text, most, measure)
  if (lines.length <= MOST_LINES) return lines
  const last = lines[MOST_LINES - 1]!
  return [...lines.slice(0, MOST_LINES - 1), `${fitting(last, most - measure('…'), measure)}…`]
}

function filled(text: string, most: number, measure: Measure): readonly string[] {
  const lines: string[] = []
  for (const word of wordsOf(text).flatMap(one => pieces(one, most, measure))) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && measure(longer) <= most) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

const wordsOf = (text: string) => text.split(/\s+/).filter(word => word !== '')

/** A word that has no room in a line goes over several. */
function pieces(word: string, most: number, measure: Measure): readonly string[] {
  const found: string[] = []
  let rest = word
  while (measure(rest) > most) {
    const piece = fitting(rest, most, measure)
    found.push(piece)
    rest = rest.slice(piece.length)
  }
  return rest === '' ? found : [...found, rest]
}

/** As much of a text from its start as has room; one character at least. */
function fitting(text: string, most: number, measure: Measure): string {
  let piece = ''
  for (const character of text) {
    if (piece !== '' && measure(piece + character) > most) break
    piece += character
  }
  return piece
}
