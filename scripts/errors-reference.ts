/** docs/errors.md, from the tables of codes: `npx jiti scripts/errors-reference.ts [--check]`. */
import { CATALOG } from '../src/errors/catalog.ts'
import { errorsReference } from '../src/errors/reference.ts'
import { referencePage } from './reference-page.ts'

referencePage('errors.md', errorsReference(CATALOG))
