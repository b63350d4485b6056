/** Writes a generated page of docs/, or with `--check` fails when the page there is another. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const DOCS = new URL('../docs/', import.meta.url)

/** Handles one page as the command line asks; `name` under docs/. */
export function referencePage(name: string, text: string): void {
  const page = new URL(name, DOCS)
  if (process.argv.includes('--check')) checkPage(page, name, text)
  else {
    mkdirSync(DOCS, { recursive: true })
    writeFileSync(page, text)
  }
}

function checkPage(page: URL, name: string, text: string): void {
  if (read(page) === text) return
  console.error(`docs/${name} is not what the code says: run npm run docs and commit it`)
  process.exitCode = 1
}

function read(page: URL): string | undefined {
  try {
    return readFileSync(page, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
