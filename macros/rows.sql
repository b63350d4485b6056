{{!-- What several rows say together. --}}

{{!-- The value that all rows of a group share that have one; NULL where they have none or several. --}}
{{#macro "only_value" as |value group|}}
case
    when min({{value}} collate "C") over (partition by {{group}}) = max({{value}} collate "C") over (partition by {{group}})
        then min({{value}} collate "C") over (partition by {{group}})
end
{{/macro}}
