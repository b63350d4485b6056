-- One row per text that stands for "not known", in the form in which texts are compared.
with

typed as (
    select {{clean_text "value"}} as value
    from {{ref "unknown_values"}}
)

select distinct {{text_key "value"}} as value_key
from typed
where value is not null
