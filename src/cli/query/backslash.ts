/** The prompt's own commands: \d, \d NAME, \q, \?. */
import type { Adapter, RelationFact } from '../../adapters/adapter.ts'
import type { Manifest } from '../../compile/manifest.ts'
import { displayRelation } from '../../sql/relation.ts'
import { nearest } from '../../util/nearest.ts'
import type { Workspace } from '../../workspace.ts'
import type { Printer } from '../print/printer.ts'
import { printTable } from '../print/table.ts'

const HELP = [
  '\\d          relations of the project that exist',
  '\\d NAME     columns of one of them',
  '\\q          leave (Ctrl-D too)',
  '\\?          this list',
  'A statement ends with a semicolon and may span lines.',
].join('\n')

/** Does a backslash command; `leave` when the prompt should end. */
export async function runBackslash(
  line: string,
  workspace: Workspace,
  printer: Printer,
): Promise<'leave' | 'stay'> {
  const [word, name] = line.trim().replace(/;$/, '').split(/\s+/)
  if (word === '\\q') return 'leave'
  if (word === '\\d') await describe(workspace, printer, name)
  else if (word === '\\?' || word === '\\h') printer.write(HELP)
  else printer.fail(`There is no ${word}; \\? lists what there is.`)
  return 'stay'
}

async function describe(
  workspace: Workspace,
  printer: Printer,
  name: string | undefined,
): Promise<void> {
  const facts = await projectRelations(await workspace.adapter(), workspace.manifest)
  const { outPaint: paint, out } = printer
  const options = { paint, width: out.columns }
  if (name === undefined) {
    const rows = facts.map(fact => [displayRelation(fact.relation), fact.kind, fact.columns.length])
    if (rows.length === 0) return printer.write('Nothing is built yet. Next: model build')
    const columns = [
      { name: 'relation' },
      { name: 'kind' },
      { name: 'columns', align: 'right' as const },
    ]
    return printer.write(printTable(columns, rows, options))
  }
  const fact = facts.find(
    ({ relation }) => relation.name === name || displayRelation(relation) === name,
  )
  if (fact === undefined) return sayUnknown(printer, name, facts)
  const rows = fact.columns.map(column => [
    column.name,
    column.type,
    column.nullable ? 'yes' : 'no',
  ])
  printer.write(
    printTable([{ name: 'column' }, { name: 'type' }, { name: 'nullable' }], rows, options),
  )
}

function sayUnknown(printer: Printer, name: string, facts: readonly RelationFact[]): void {
  const near = nearest(
    name,
    facts.flatMap(({ relation }) => [relation.name, displayRelation(relation)]),
  )
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  printer.fail(`No relation ${name} exists in the project's schemas.${hint}`)
}

async function projectRelations(adapter: Adapter, manifest: Manifest): Promise<RelationFact[]> {
  const schemas = new Set<string>()
  for (const node of manifest.nodes.values()) {
    if ('relation' in node) schemas.add(node.relation.schema)
  }
  const { relations } = await adapter.introspect([...schemas].toSorted())
  return [...relations.values()].toSorted((a, b) =>
    displayRelation(a.relation) < displayRelation(b.relation) ? -1 : 1,
  )
}
