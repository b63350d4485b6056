/** Writes docs/errors.md: `npx jiti scripts/errors-reference.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { CATALOG } from '../src/errors/catalog.ts'
import { errorsReference } from '../src/errors/reference.ts'

const docs = new URL('../docs/', import.meta.url)
mkdirSync(docs, { recursive: true })
writeFileSync(new URL('errors.md', docs), errorsReference(CATALOG))
