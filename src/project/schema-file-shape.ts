/** The shape of schema files (schema.yml). Imports zod, so it is itself imported only where a file changed. */
import { z } from 'zod'
import { anything, flag, name, recordOf, text, textOrTexts, texts, wholeNumber } from './shapes.ts'

const description = text.nullish()
const meta = recordOf(anything, 'a mapping of names to values').nullish()
const config = recordOf(anything, 'a mapping of config keys to values').nullish()
const tags = textOrTexts.nullish()

/** Only that it is a list: what stands in it is read by read-tests.ts, which knows better words for it. */
const tests = z.array(anything, 'a list of tests').nullish()

const constraint = z.strictObject(
  {
    type: z.enum(
      ['not_null', 'unique', 'primary_key', 'foreign_key', 'check'],
      'one of not_null, unique, primary_key, foreign_key, check',
    ),
    name: text.optional(),
    columns: texts.optional(),
    expression: text.optional(),
  },
  'a mapping with the type of the constraint',
)
const constraints = z.array(constraint, 'a list of constraints').nullish()

const column = z.strictObject(
  {
    name: text,
    description,
    data_type: text.optional(),
    nullable: flag.optional(),
    quote: flag.optional(),
    constraints,
    tests,
    data_tests: tests,
    config: z.strictObject({ meta, tags }, 'a mapping with meta and tags').nullish(),
    meta,
    tags,
  },
  'a mapping with the name of the column',
)
const columns = z.array(column, 'a list of columns').nullish()

const properties = {
  name: text,
  description,
  config,
  columns,
  tests,
  data_tests: tests,
  meta,
  tags,
}
const contract = z.strictObject({ enforced: flag }, 'a mapping with the key enforced').nullish()

const model = z.strictObject(
  { ...properties, constraints, contract },
  'a mapping with the name of the model',
)
const seed = z.strictObject({ ...properties, constraints }, 'a mapping with the name of the seed')
const singularTest = z.strictObject(
  { name: text, description, config, meta, tags },
  'a mapping with the name of the test',
)
const macro = z.strictObject(
  {
    name: text,
    description,
    arguments: z
      .array(
        z.strictObject({ name: text, type: text.optional(), description }, 'a mapping with a name'),
        'a list of arguments',
      )
      .nullish(),
  },
  'a mapping with the name of the macro',
)

const rule = z
  .strictObject(
    { count: wholeNumber, period: z.enum(['minute', 'hour', 'day'], 'minute, hour or day') },
    'a mapping with count and period',
  )
  .nullish()
const freshness = z
  .strictObject(
    { warn_after: rule, error_after: rule, filter: text.nullish() },
    'a mapping with warn_after and error_after',
  )
  .nullish()

const sourceConfig = z
  .looseObject(
    { freshness, loaded_at_field: text.nullish(), loaded_at_query: text.nullish() },
    'a mapping of config keys to values',
  )
  .nullish()

const sourceBase = {
  description,
  config: sourceConfig,
  meta,
  tags,
  schema: text.optional(),
  freshness,
  loaded_at_field: text.nullish(),
  loaded_at_query: text.nullish(),
  loader: text.optional(),
  managed: flag.optional(),
}
const table = z.strictObject(
  {
    ...sourceBase,
    name: text,
    identifier: text.optional(),
    columns,
    constraints,
    tests,
    data_tests: tests,
  },
  'a mapping with the name of the table',
)
const source = z.strictObject(
  { ...sourceBase, name, tables: z.array(table, 'a list of tables') },
  'a mapping with the name of the source and its tables',
)

const exposure = z.strictObject(
  {
    name,
    type: z.enum(
      ['dashboard', 'notebook', 'analysis', 'ml', 'application'],
      'one of dashboard, notebook, analysis, ml, application',
    ),
    label: text.optional(),
    url: text.optional(),
    maturity: z.enum(['high', 'medium', 'low'], 'high, medium or low').optional(),
    description,
    owner: z.strictObject(
      { name: text.optional(), email: text.optional() },
      'a mapping with name or email',
    ),
    depends_on: texts.nullish(),
    config: z
      .strictObject({ enabled: flag.optional(), meta, tags }, 'a mapping with enabled, meta, tags')
      .nullish(),
    meta,
    tags,
  },
  'a mapping with name, type and owner',
)

/** A schema file. */
export const schemaFileShape = z.strictObject(
  {
    version: wholeNumber.optional(),
    models: z.array(model, 'a list of models').nullish(),
    seeds: z.array(seed, 'a list of seeds').nullish(),
    sources: z.array(source, 'a list of sources').nullish(),
    exposures: z.array(exposure, 'a list of exposures').nullish(),
    macros: z.array(macro, 'a list of macros').nullish(),
    tests: z.array(singularTest, 'a list of singular tests').nullish(),
    data_tests: z.array(singularTest, 'a list of singular tests').nullish(),
  },
  'a mapping with keys such as models and sources',
)

export type SchemaFile = z.infer<typeof schemaFileShape>
export type ModelEntry = z.infer<typeof model>
export type SeedEntry = z.infer<typeof seed>
export type SingularTestEntry = z.infer<typeof singularTest>
export type SourceEntry = z.infer<typeof source>
export type TableEntry = z.infer<typeof table>
export type ColumnEntry = z.infer<typeof column>
export type ConstraintEntry = z.infer<typeof constraint>
export type ExposureEntry = z.infer<typeof exposure>
export type FreshnessEntry = NonNullable<z.infer<typeof freshness>>
