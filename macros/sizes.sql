{{!-- Head counts and yearly revenue to fixed, published bands: never cut on the data they describe. --}}

{{!-- A head count or range as written, without separators, words and unusual dashes; spreadsheet damage undone. --}}
{{#macro "plain_range" as |value|}}
(
    select {{undated_range "written.range"}}
    -- offset 0: cleaned once, not once for each branch.
    from (
        select replace(
            regexp_replace(
                regexp_replace(lower({{value}}::text), ' to |[‐-—−]', '-', 'g')
                , '[ ,]|employees|employés|people|\.0+$', '', 'g')
            , 'self-employed', '1') as range
        offset 0
    ) as written
)
{{/macro}}

{{!--
  A range (a column) that a spreadsheet took for a date -> the range again: "Nov-50" and 1950-11-01 were 11-50, "10-Feb",
  "2-Oct" and 2/10/2025 were 2-10, "Jan-10" and 2025-10-01 were 1-10. A plain number (20 thousand days are a date to a
  spreadsheet) stays a head count: nobody can tell.
--}}
{{#macro "undated_range" as |range|}}
case
    when {{range}} !~ '[a-z/]|^[0-9]{4}-[0-9]{2}-' then {{range}}
    when {{range}} ~ '^(0?1-)?nov[.]?-(19)?50$|^1950-11-01(t?[0:]+)?$|^(11/0?1|0?1/11)/(19)?50$' then '11-50'
    when {{range}} ~ '^(10-f[eé]v?[br]*|f[eé]v?[br]*[.]?-10|0?2-oct|oct[.]?-0?2)[.]?$|^[0-9]{4}-(02-10|10-02)(t?[0:]+)?$|^(0?2/10|10/0?2)/[0-9]{2,4}$' then '2-10'
    when {{range}} ~ '^(10-janv?|janv?[.]?-10|0?1-oct|oct[.]?-0?1)[.]?$|^[0-9]{4}-(01-10|10-01)(t?[0:]+)?$|^(0?1/10|10/0?1)/[0-9]{2,4}$' then '1-10'
    else {{range}}
end
{{/macro}}

{{!-- A plain range (a column: it is read several times) -> a whole number when that is what is written, else NULL. --}}
{{#macro "head_count_of_range" as |range|}}
substring({{range}} from '^[0-9]{1,9}$')::integer
{{/macro}}

{{#macro "employee_band_of" as |count|}}
case
    when {{count}} < 1 then null
    when {{count}} <= 10 then '1-10'
    when {{count}} <= 50 then '11-50'
    when {{count}} <= 200 then '51-200'
    when {{count}} <= 500 then '201-500'
    when {{count}} <= 1000 then '501-1000'
    when {{count}} <= 5000 then '1001-5000'
    when {{count}} <= 10000 then '5001-10000'
    when {{count}} > 10000 then '10001+'
end
{{/macro}}

{{!-- A plain range (a column) -> its band; a range across two bands is not known. --}}
{{#macro "employee_band_of_range" as |range|}}
case
    when {{range}} !~ '^[0-9]{1,9}([+]|-[0-9]{1,9})?$' then null
    when {{employee_band_of (lowest_of_range range)}} = {{employee_band_of (highest_of_range range)}}
        then {{employee_band_of (lowest_of_range range)}}
end
{{/macro}}

{{!-- Of a range that is known to be one; without regular expressions, for it is asked for each band. --}}
{{#macro "lowest_of_range" as |range|}}
split_part(rtrim({{range}}, '+'), '-', 1)::integer
{{/macro}}

{{#macro "highest_of_range" as |range|}}
split_part(rtrim({{range}}, '+'), '-', -1)::integer
{{/macro}}

{{!-- As written -> the band. Where many rows are read, clean them first and take the band of the plain range. --}}
{{#macro "employee_band" as |value|}}{{employee_band_of_range (plain_range value)}}{{/macro}}

{{#macro "revenue_band" as |amount|}}
case
    when {{amount}} < 0 then null
    when {{amount}} < 1000000 then 'under 1M'
    when {{amount}} < 10000000 then '1M-10M'
    when {{amount}} < 50000000 then '10M-50M'
    when {{amount}} < 250000000 then '50M-250M'
    when {{amount}} < 1000000000 then '250M-1B'
    when {{amount}} >= 1000000000 then '1B+'
end
{{/macro}}

{{#macro "count_band" as |count|}}
case
    when {{count}} = 1 then '1'
    when {{count}} <= 5 then '2-5'
    when {{count}} <= 10 then '6-10'
    when {{count}} <= 20 then '11-20'
    when {{count}} <= 50 then '21-50'
    when {{count}} > 50 then '51+'
end
{{/macro}}

{{#macro "frequency_band" as |per_month|}}
case
    when {{per_month}} < 0.25 then 'under 1 in 4 months'
    when {{per_month}} < 0.5 then '1 in 2-4 months'
    when {{per_month}} < 1 then '1 in 1-2 months'
    when {{per_month}} < 2 then '1-2 a month'
    when {{per_month}} >= 2 then '2+ a month'
end
{{/macro}}

{{#macro "value_band" as |amount|}}
case
    when {{amount}} < 100 then 'under 100'
    when {{amount}} < 500 then '100-500'
    when {{amount}} < 1000 then '500-1000'
    when {{amount}} < 5000 then '1000-5000'
    when {{amount}} < 20000 then '5000-20000'
    when {{amount}} >= 20000 then '20000+'
end
{{/macro}}

{{!-- A plain range (a column) -> the size as LinkedIn words it: from these, a company chooses one. Others are not known. --}}
{{#macro "company_size_of_range" as |range|}}
case
    when {{range}} in ('1', '1-1', '0-1') then '1'
    when {{range}} = '1-10' then '1-10'
    when {{range}} in ('2-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5001-10000') then {{range}}
    when {{range}} in ('10001+', '10000+') then '10001+'
end
{{/macro}}
