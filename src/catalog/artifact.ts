/** What dbt's artifacts have in common. Their keys are read by strict programs: known ones only, none renamed. */

/** The release of dbt whose artifact formats are kept: readers choose their parser by it. */
export const DBT_VERSION = '1.12.0'

const schemas = {
  manifest: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
  'run-results': 'https://schemas.getdbt.com/dbt/run-results/v6.json',
  sources: 'https://schemas.getdbt.com/dbt/sources/v3.json',
} as const

/** A mapping of an artifact. */
export type ArtifactEntry = Readonly<Record<string, unknown>>

/** Mappings as one; a later key wins. Measured on 30,000 entries: literals with several spreads take ten times as long. */
export function joinEntries(...parts: readonly ArtifactEntry[]): ArtifactEntry {
  return Object.assign({}, ...parts)
}

export interface ArtifactMetadata {
  /** ISO. */
  readonly generatedAt: string
  readonly invocationId: string
}

/** `metadata` of an artifact. */
export function artifactMetadata(
  artifact: keyof typeof schemas,
  { generatedAt, invocationId }: ArtifactMetadata,
): ArtifactEntry {
  return {
    dbt_schema_version: schemas[artifact],
    dbt_version: DBT_VERSION,
    generated_at: generatedAt,
    invocation_id: invocationId,
    env: {},
  }
}

/** One top-level key of an artifact: a value, or the entries of a mapping, made as they are asked for. */
export type ArtifactSection =
  | { readonly key: string; readonly value: unknown }
  | { readonly key: string; readonly entries: () => Iterable<readonly [string, unknown]> }

/** The artifact as one object: for small ones, and for tests. */
export function artifactObject(sections: readonly ArtifactSection[]): ArtifactEntry {
  return Object.fromEntries(
    sections.map(section => [
      section.key,
      'entries' in section ? Object.fromEntries(section.entries()) : section.value,
    ]),
  )
}

const CHUNK_LENGTH = 1 << 20

/** The artifact as JSON in pieces of about a megabyte: no more than one node's entry exists at a time. */
export function* artifactText(sections: readonly ArtifactSection[]): Generator<string> {
  let text = '{'
  for (const [i, section] of sections.entries()) {
    text += `${i === 0 ? '' : ','}${JSON.stringify(section.key)}:`
    if ('value' in section) {
      text += JSON.stringify(section.value)
      continue
    }
    let separator = '{'
    for (const [key, value] of section.entries()) {
      text += `${separator}${JSON.stringify(key)}:${JSON.stringify(value)}`
      separator = ','
      if (text.length < CHUNK_LENGTH) continue
      yield text
      text = ''
    }
    text += separator === '{' ? '{}' : '}'
  }
  yield `${text}}\n`
}
