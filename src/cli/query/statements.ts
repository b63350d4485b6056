/** Cuts typed text into statements at semicolons that end one: not those in quotes, dollar quotes or comments. Pure. */

export interface SplitText {
  /** Complete statements, without their semicolons. */
  readonly statements: readonly string[]
  /** What is left after the last semicolon. */
  readonly rest: string
}

const SPAN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1|;|['"]|\/\*|\$(?:[A-Za-z_]\w*)?\$/g

/** Splits at semicolons; an open quote or comment keeps all that follows it in the rest. */
export function splitStatements(text: string): SplitText {
  const statements: string[] = []
  let start = 0
  for (const match of text.matchAll(SPAN)) {
    const span = match[0]
    if (span === ';') {
      const statement = text.slice(start, match.index).trim()
      if (statement !== '') statements.push(statement)
      start = match.index + 1
    } else if (isOpening(span)) break
  }
  return { statements, rest: text.slice(start) }
}

/** Whether nothing but space and comments is in the text. */
export function isBlank(text: string): boolean {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() === ''
}

/** A quote or comment that never ends. */
function isOpening(span: string): boolean {
  return span === "'" || span === '"' || span === '/*' || /^\$\w*\$$/.test(span)
}
