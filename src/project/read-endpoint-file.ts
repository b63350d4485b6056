/** Reads an endpoint that is a YAML file. Imports zod and js-yaml: import lazily. */
import type { ModelError } from '../errors/model-error.ts'
import { type EndpointFile, endpointFileShape } from './project-file-shape.ts'
import { listOf } from './read-columns.ts'
import type { FoundFile } from './read-files.ts'
import { checkShape } from './report-issues.ts'
import type { EndpointDeclaration } from './types.ts'
import { parseYaml, type YamlDocument } from './yaml-document.ts'

/** What the file says; `undefined` when it has not the right shape, which was reported then. */
export function readEndpointFile(
  { path, root }: FoundFile,
  text: string,
  report: (problem: ModelError) => void,
): EndpointDeclaration | undefined {
  const document = parseYaml(path, text)
  const problems = checkShape(document, endpointFileShape)
  for (const problem of problems) report(problem)
  if (problems.length > 0) return undefined
  const file = document.value as EndpointFile
  return {
    path,
    root,
    description: file.description ?? '',
    tags: listOf(file.tags),
    meta: file.meta ?? {},
    enabled: file.enabled ?? true,
    work: workOf(document, file),
  }
}

function workOf(document: YamlDocument, file: EndpointFile): EndpointDeclaration['work'] {
  const { run, answer } = file
  if (run === undefined) return { kind: 'status', select: listOf(file.status) }
  const written = typeof run === 'string' || Array.isArray(run) ? { select: run } : run
  const place = document.pathPlace(['answer'], 'value')
  return {
    kind: 'run',
    command: written.command ?? 'build',
    select: listOf(written.select),
    exclude: listOf(written.exclude),
    fullRefresh: written.full_refresh ?? false,
    ...(answer === undefined ? {} : { answer: { text: answer, place } }),
  }
}
