/** Words for values: of one value, or of all that have a shape. Pure; imported by both sides. */

/** A part of a value that a label fills in, and what it is shown as. */
export interface ValuePart {
  readonly text: string
  readonly as: string | undefined
}

interface Word {
  readonly label: string
}

/**
 * The word of a value: its own, else that of the first value with `*` that fits, with the parts that its label asks for.
 */
export function wordIn<W extends Word>(
  words: Readonly<Record<string, W>>,
  value: string,
  partText: (part: ValuePart) => string,
): W | undefined {
  if (Object.hasOwn(words, value)) return words[value]
  for (const [shape, word] of Object.entries(words)) {
    const parts = partsOf(shape, value)
    if (parts !== undefined) return { ...word, label: filledIn(word.label, parts, partText) }
  }
  return undefined
}

/** The value, and what stands for each `*`; undefined where the value has another shape. */
export function partsOf(shape: string, value: string): readonly string[] | undefined {
  if (!shape.includes('*')) return undefined
  const known =
    SHAPES.get(shape) ?? new RegExp(`^${shape.split('*').map(escaped).join('(.+)')}$`, 's')
  SHAPES.set(shape, known)
  return known.exec(value) ?? undefined
}

// Tables look the same few shapes up for each of their rows.
const SHAPES = new Map<string, RegExp>()

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function filledIn(
  label: string,
  parts: readonly string[],
  partText: (part: ValuePart) => string,
): string {
  return label.replace(/\{(\d+)(?::([a-z][\w-]*))?\}/g, (found, at: string, as?: string) => {
    const text = parts[Number(at)]
    return text === undefined ? found : partText({ text, as })
  })
}
