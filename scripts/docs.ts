/** The generated pages of docs/: `npm run docs`, and in CI `npm run docs -- --check`. */
import './commands-reference.ts'
import './errors-reference.ts'
