/**
 * The macros that come with the tool, written in the template language itself. Columns are always named by the caller:
 * rendering asks no database. A project replaces one by declaring a macro of its name.
 */
import type { TemplateText } from './facts.ts'

/** All of the standard set, as one macro file. */
export const STANDARD_MACROS: TemplateText = {
  path: 'standard macros',
  text: `
{{!-- {{surrogate_key (list "customer_id" "day")}}: an md5 key of expressions. The length before each value keeps
      ('a', 'bc') and ('ab', 'c') apart, and null apart from every text. --}}
{{#macro "surrogate_key" as |columns|}}
md5({{#each columns as |column|}}{{#unless @first}} || {{/unless}}coalesce(cast(length(cast({{column}} as text)) as text) || ':' || cast({{column}} as text), '-'){{/each}})
{{/macro}}

{{!-- {{safe_divide "profit" "revenue" otherwise="0"}}: a fraction, never of whole numbers; null (or otherwise) when
      the divisor is 0. --}}
{{#macro "safe_divide" otherwise=null as |dividend divisor|}}
{{#if (ne otherwise null)}}coalesce({{/if}}(1.0 * ({{dividend}}) / nullif(({{divisor}}), 0)){{#if (ne otherwise null)}}, {{otherwise}}){{/if}}
{{/macro}}

{{!-- {{date_spine "date '2025-01-01'" "current_date" period="day" column="date_day"}}: a SELECT of one row for each
      period from the first moment up to, without, the second. type="timestamp" for periods below a day. --}}
{{#macro "date_spine" period="day" column="date_day" type="date" as |first until|}}
select cast(spine.moment as {{type}}) as {{column}}
from generate_series(cast({{first}} as timestamp), cast({{until}} as timestamp), interval '1 {{period}}') as spine(moment)
where spine.moment < cast({{until}} as timestamp)
{{/macro}}

{{!-- {{deduplicate (ref "events") columns=(list "id" "name") partition_by=(list "id") order_by=(list "at desc")}}: a SELECT of the
      first row of each partition in that order. --}}
{{#macro "deduplicate" as |relation columns partition_by order_by|}}
select {{#each columns as |column|}}{{#unless @first}}, {{/unless}}ranked.{{column}}{{/each}}
from (
  select {{#each columns as |column|}}{{column}}, {{/each}}row_number() over (
    partition by {{#each partition_by as |column|}}{{#unless @first}}, {{/unless}}{{column}}{{/each}}
    order by {{#each order_by as |column|}}{{#unless @first}}, {{/unless}}{{column}}{{/each}}
  ) as position_in_partition
  from {{relation}}
) as ranked
where ranked.position_in_partition = 1
{{/macro}}

{{!-- {{union_of (list (ref "a") (ref "b")) columns=(list "id" "name")}}: a SELECT of all rows of several relations. --}}
{{#macro "union_of" as |relations columns|}}
{{#each relations as |relation|}}
{{#unless @first}}union all {{/unless}}select {{#each columns as |column|}}{{#unless @first}}, {{/unless}}{{column}}{{/each}} from {{relation}}
{{/each}}
{{/macro}}
`,
}
