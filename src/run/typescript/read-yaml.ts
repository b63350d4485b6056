/** An input of a TypeScript model read as YAML by a schema: all that is wrong with it is said at once. Imported lazily. */
import type { z } from 'zod'
import { type ModelError, modelError } from '../../errors/model-error.ts'
import { checkShape } from '../../project/report-issues.ts'
import { parseYaml } from '../../project/yaml-document.ts'

/** @throws ModelError M1002 when the text is no YAML, M3330 when it does not fit the schema. */
export function readYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): z.output<Schema> {
  const document = parseYaml(file, text)
  const problems = checkShape(document, schema).toSorted(inFileOrder)
  const [first] = problems
  if (first === undefined) return schema.parse(document.value ?? {})
  throw modelError(
    'M3330',
    { file, problems: problems.map(sentence) },
    { place: first.place, cause: first },
  )
}

function inFileOrder({ place: a }: ModelError, { place: b }: ModelError): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)
}

/** A problem as a line of a list: where, and what. */
function sentence({ place, message, hint }: ModelError): string {
  const where = place === undefined ? '' : `line ${place.line}, column ${place.column}: `
  return `${where}${message}${hint === undefined ? '' : ` ${hint}`}`
}
