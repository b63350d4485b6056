-- Deals, and of these the won ones, are as many as their odds expect: within 3.29 standard errors and one, which chance
-- leaves once in a thousand. A seed of bad luck is no reason to hold back what it drew.
{{config severity="warn"}}
select question, sum(drawn) as drawn, sum(expected) as expected
from {{ref "calibration"}}
group by question
having abs(sum(drawn) - sum(expected)) > 1 + 3.29 * sqrt(sum(expected) * (1 - sum(expected) / sum(predictions)))
