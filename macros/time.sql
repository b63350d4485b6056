{{!-- The run's moment and the calendar of the business. No model asks the clock. --}}

{{#macro "as_of"}}timestamptz '{{var "as_of"}}'{{/macro}}

{{!-- The last day that counts. --}}
{{#macro "as_of_date"}}(timestamptz '{{var "as_of"}}' at time zone '{{var "business_time_zone"}}')::date{{/macro}}

{{!--
  A day of the business calendar from a date, a timestamp or a text of either. A plain date and a time without an
  offset are taken as local already; a time with an offset is moved to the business time zone; anything else is NULL.
--}}
{{#macro "business_date" as |value|}}
case
    -- Most are plain, and a day that every month has.
    when {{value}}::text ~ '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$' then {{value}}::text::date
    when {{value}}::text !~ '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]|$)' then null
    -- Every month has 28 days: the others are looked up for the few days that need it.
    when substring({{value}}::text from 9 for 2) collate "C" > '28'
        and substring({{value}}::text from 9 for 2)::integer > {{days_in_month value}} then null
    when length({{value}}::text) = 10 then {{value}}::text::date
    when {{value}}::text ~ '^.{10}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$'
        then left({{value}}::text, 10)::date
    when {{value}}::text ~ '^.{10}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)? ?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)$'
        then ({{value}}::text::timestamptz at time zone '{{var "business_time_zone"}}')::date
end
{{/macro}}

{{!-- Of a text that begins with a year and a month. --}}
{{#macro "days_in_month" as |value|}}
extract(day from (left({{value}}::text, 7) || '-01')::date + interval '1 month - 1 day')
{{/macro}}

{{!-- Calendar months from one day to another, both included. --}}
{{#macro "months_inclusive" as |first last|}}
(12 * (extract(year from {{last}}) - extract(year from {{first}}))
    + extract(month from {{last}}) - extract(month from {{first}}) + 1)::integer
{{/macro}}

{{!-- The day before the window of orders that rank a customer; without a window the beginning of time. --}}
{{#macro "window_start"}}
{{#if (eq (var "window_months") 0)}}date '-infinity'{{else}}({{as_of_date}} - interval '{{var "window_months"}} months')::date{{/if}}
{{/macro}}
