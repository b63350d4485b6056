-- No customer and no prospect is lost between the lists and the targets.
select found.*
from (
    select
        (select count(*) from {{ref "int_companies"}}) as companies
        , (select count(*) from {{ref "lookalike_scored"}}) as targets
        , (select count(*) from {{ref "lookalike_left_out"}}) as left_out
) as found
where found.companies <> found.targets + found.left_out
