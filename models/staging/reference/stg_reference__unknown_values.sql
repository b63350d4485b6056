-- One row per text that stands for "not known", in the form in which texts are compared: the shop's own list, or the
-- project's where the shop has none.
with

own as (
    select {{clean_text "value"}} as value
    from {{source "reference" "unknown_values"}}
)

, usual as (
    select value
    from unnest(array[{{#each (var "unknown_values") as |value|}}{{#unless @first}}, {{/unless}}{{literal value}}{{/each}}])
        as usual (value)
    where not exists (select 1 from own)
)

, chosen as (
    select value from own
    union all
    select value from usual
)

select distinct {{text_key "value"}} as value_key
from chosen
where value is not null
