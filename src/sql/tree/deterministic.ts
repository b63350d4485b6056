/** Does a statement give the same rows whenever it reads the same data? Only what is known to be so is taken for it. */
import type { Value } from '../../util/value.ts'
import { type Fields, isFields, listOf, namesOf, nodes } from './tree.ts'

/** Aggregates whose result does not depend on the order of rows. */
export const AGGREGATES: ReadonlySet<string> = new Set(
  `avg bit_and bit_or bool_and bool_or corr count covar_pop covar_samp every max min percentile_cont percentile_disc
  regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
  stddev stddev_pop stddev_samp sum var_pop var_samp variance grouping`.split(/\s+/),
)

/** Window functions for which rows of equal rank are alike. */
const RANKS: ReadonlySet<string> = new Set(['rank', 'dense_rank', 'percent_rank', 'cume_dist'])

/** Functions of their arguments alone that return one value. */
const SCALARS: ReadonlySet<string> = new Set(
  `abs ceil ceiling floor round trunc sign mod div power sqrt cbrt exp ln log log10 gcd lcm width_bucket factorial degrees
  radians pi sin cos tan cot asin acos atan atan2 scale min_scale trim_scale
  lower upper initcap length char_length character_length octet_length btrim ltrim rtrim trim lpad rpad left right
  substr substring replace translate reverse repeat split_part strpos position overlay concat concat_ws format
  ascii chr md5 sha224 sha256 sha384 sha512 encode decode quote_ident quote_literal quote_nullable starts_with
  regexp_replace regexp_match regexp_count regexp_like regexp_substr regexp_instr similar_to_escape like_escape
  to_char to_number to_date to_timestamp to_hex string_to_array array_to_string
  date_part date_trunc date_bin extract make_date make_time make_timestamp make_timestamptz make_interval
  justify_days justify_hours justify_interval isfinite timezone overlaps
  array_length array_upper array_lower array_ndims array_position array_positions array_remove array_replace array_append
  array_prepend array_cat cardinality trim_array
  jsonb_build_object jsonb_build_array json_build_object json_build_array to_json to_jsonb row_to_json jsonb_typeof
  json_typeof jsonb_array_length json_array_length jsonb_extract_path jsonb_extract_path_text json_extract_path
  json_extract_path_text jsonb_set jsonb_insert jsonb_strip_nulls jsonb_path_exists jsonb_path_query_first
  num_nulls num_nonnulls hashtext hashtextextended int4range int8range numrange daterange tsrange tstzrange
  lower_inc upper_inc isempty normalize numeric float8 int4 int8 text date`.split(/\s+/),
)

/** Functions that stand in FROM and give rows. */
const ROWS: ReadonlySet<string> = new Set(
  `generate_series unnest regexp_split_to_table string_to_table jsonb_array_elements json_array_elements
  jsonb_array_elements_text json_array_elements_text jsonb_each json_each jsonb_each_text json_each_text jsonb_object_keys
  json_object_keys`.split(/\s+/),
)

/** Further functions of one value each, whatever that depends on: harmless where nobody reads the value. */
const LOOSE: ReadonlySet<string> = new Set(
  `row_number ntile lag lead first_value last_value nth_value array_agg string_agg json_agg jsonb_agg json_object_agg
  jsonb_object_agg now random clock_timestamp statement_timestamp transaction_timestamp timeofday gen_random_uuid
  age regexp_split_to_array`.split(/\s+/),
)

/** The default frame: all up to the current row and its equals. */
const DEFAULT_FRAME = 1058
/** Texts that mean another time each day. */
const MOVING_TIME = /^\s*(now|today|tomorrow|yesterday)\b/i

/** True when every part is known to depend on the data alone, and on no order in which rows happen to come. */
export function isDeterministic(statement: Value): boolean {
  const inFrom = functionsInFrom(statement)
  for (const [kind, fields] of nodes({ SelectStmt: statement })) {
    if (!isSteady(kind, fields, inFrom.has(fields))) return false
  }
  return true
}

function isSteady(kind: string, fields: Fields, inFrom: boolean): boolean {
  switch (kind) {
    case 'FuncCall':
      return isSteadyCall(fields, inFrom)
    case 'SelectStmt': {
      const distinctOn = listOf(fields['distinctClause']).some(
        item => isFields(item) && !isEmpty(item),
      )
      const limited = fields['limitCount'] !== undefined || fields['limitOffset'] !== undefined
      return !distinctOn && !limited && fields['lockingClause'] === undefined
    }
    case 'A_Const':
      return !MOVING_TIME.test(textOf(fields))
    case 'WindowDef':
      return hasDefaultFrame(fields)
    case 'SQLValueFunction':
    case 'RangeTableSample':
    case 'JsonTable':
    case 'XmlExpr':
    case 'CurrentOfExpr':
    case 'ParamRef':
      return false
    default:
      return true
  }
}

function isSteadyCall(call: Fields, inFrom: boolean): boolean {
  const name = functionName(call)
  if (name === undefined) return false
  if (isFields(call['over'])) {
    return (RANKS.has(name) || AGGREGATES.has(name)) && hasDefaultFrame(call['over'])
  }
  return SCALARS.has(name) || AGGREGATES.has(name) || (inFrom && ROWS.has(name))
}

/** Without an order the frame is the whole partition, whatever is said of it in rows. */
function hasDefaultFrame({ frameOptions }: Fields): boolean {
  return frameOptions === undefined || frameOptions === DEFAULT_FRAME
}

/** True when an expression of a select list returns one value for a row, and is no aggregate unless that is said. */
export function isOneValue(
  expression: Value,
  { aggregates }: { readonly aggregates: boolean },
): boolean {
  for (const [kind, fields] of outsideOfSubqueries(expression)) {
    if (kind !== 'FuncCall') continue
    const name = functionName(fields)
    if (name === undefined) return false
    const isWindow = isFields(fields['over'])
    const folds = AGGREGATES.has(name) || /_agg$/.test(name)
    if (folds && !isWindow && !aggregates) return false
    if (!SCALARS.has(name) && !AGGREGATES.has(name) && !RANKS.has(name) && !LOOSE.has(name))
      return false
  }
  return true
}

/** True when the expression folds rows: then the statement has one row for each group. */
export function hasAggregate(expression: Value): boolean {
  for (const [kind, fields] of outsideOfSubqueries(expression)) {
    if (kind !== 'FuncCall' || isFields(fields['over'])) continue
    const name = functionName(fields)
    if (name === undefined || AGGREGATES.has(name) || /_agg$/.test(name)) return true
  }
  return false
}

/** The nodes of an expression; those of a subquery are its own matter. */
function* outsideOfSubqueries(value: Value): Generator<readonly [string, Fields]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* outsideOfSubqueries(item)
  } else if (isFields(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'SelectStmt') continue
      if (isFields(inner) && /^[A-Z]/.test(key)) yield [key, inner]
      yield* outsideOfSubqueries(inner)
    }
  }
}

/** A built-in's name; undefined for a function of some other schema. */
function functionName(call: Fields): string | undefined {
  const names = namesOf(call['funcname'])
  if (names.length === 2 && names[0] === 'pg_catalog') return names[1]
  return names.length === 1 ? names[0] : undefined
}

/** The calls that stand in FROM themselves; their arguments do not. */
function functionsInFrom(statement: Value): ReadonlySet<Fields> {
  const found = new Set<Fields>()
  for (const [kind, fields] of nodes({ SelectStmt: statement })) {
    if (kind !== 'RangeFunction') continue
    for (const list of listOf(fields['functions'])) {
      const items = isFields(list) && isFields(list['List']) ? listOf(list['List']['items']) : []
      for (const item of items) {
        if (isFields(item) && isFields(item['FuncCall'])) found.add(item['FuncCall'])
      }
    }
  }
  return found
}

function textOf(constant: Fields): string {
  const text = constant['sval']
  return isFields(text) ? String(text['sval'] ?? '') : ''
}

const isEmpty = (value: Fields): boolean => Object.keys(value).length === 0
