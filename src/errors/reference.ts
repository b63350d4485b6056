/** docs/errors.md as text, from the catalog. Pure; scripts/errors-reference.ts writes it, a test compares. */
import type { ErrorDefinition } from './define.ts'

const areas: readonly (readonly [string, string])[] = [
  ['M10', 'The project and its paths'],
  ['M11', 'Schema files and seeds'],
  ['M12', 'Templates'],
  ['M13', 'Macros'],
  ['M14', 'References'],
  ['M15', 'Selection'],
  ['M16', 'Endpoints'],
  ['M17', 'Dashboards'],
  ['M20', 'Connections'],
  ['M21', 'What a database reports'],
  ['M22', 'Holders and locks'],
  ['M30', 'Running a plan'],
  ['M31', 'Checks and contracts'],
  ['M32', 'Comparing targets'],
  ['M33', 'Models in TypeScript'],
  ['M34', 'Several environments'],
  ['M35', 'Exports'],
  ['M40', 'The ledger'],
  ['M45', 'Schedules, triggers, webhooks'],
  ['M50', 'Usage'],
  ['M60', 'Serving'],
]

const head = `# Errors

Every error that \`model\` reports has a code that does not change. The message says what was found and what was
expected; this page says when it happens and what to do. Generated from the code tables in src/errors/codes by
\`npx jiti scripts/errors-reference.ts\`; do not edit.
`

/** The reference page of these codes, by area. A code of no area has no place on it: tests/errors holds that. */
export function errorsReference(catalog: Readonly<Record<string, ErrorDefinition<never>>>): string {
  const codes = Object.entries(catalog).sort(([a], [b]) => (a < b ? -1 : 1))
  const sections = areas.flatMap(([prefix, title]) => {
    const entries = codes.filter(([code]) => code.startsWith(prefix))
    if (entries.length === 0) return []
    return [`## ${title}\n\n${entries.map(([code, error]) => entry(code, error)).join('\n')}`]
  })
  return [head, ...sections].join('\n')
}

function entry(code: string, definition: ErrorDefinition<never>): string {
  return `### ${code}: ${definition.title}\n\n${definition.help}\n`
}
