{{!-- What several rows say together. --}}

{{!-- The value that all rows of a group share that have one; NULL where they have none or several. --}}
{{#macro "only_value" as |value group|}}
case
    when min({{value}} collate "C") over (partition by {{group}}) = max({{value}} collate "C") over (partition by {{group}})
        then min({{value}} collate "C") over (partition by {{group}})
end
{{/macro}}

{{!--
  The place of a row in the order in which its table was loaded: for a CSV the row below the heading. Of a table alone (a
  view has no such order), and until somebody updates it.
--}}
{{#macro "row_position"}}row_number() over (order by ctid){{/macro}}
