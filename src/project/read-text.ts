/** Reads a text file of the project. */
import { readFileSync } from 'node:fs'
import { modelError } from '../errors/model-error.ts'

/** The text of a file below the root: UTF-8, without a byte order mark. */
export function readText(root: string, path: string): string {
  const text = read(root, path)
  if (text.includes('\uFFFD')) refuseOtherEncodings(root, path)
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function read(root: string, path: string): string {
  try {
    return readFileSync(`${root}/${path}`, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw modelError('M1017', { file: path, reason }, { cause: error })
  }
}

/** A replacement character may be the file's own; bytes that are no UTF-8 are not. */
function refuseOtherEncodings(root: string, path: string): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(`${root}/${path}`))
  } catch (error) {
    throw modelError(
      'M1012',
      { file: path },
      { cause: error, place: { file: path, line: 1, column: 1 } },
    )
  }
}
