-- Every customer with a known value of a trait has exactly one: the counts of the values add up to the groups, in each
-- training set.
select training_set, trait_name, sum(a) as a, max(n1) as n1, sum(c) as c, max(n2) as n2
from {{ref "int_trait_findings"}}
group by training_set, trait_name
having sum(a) <> max(n1) or sum(c) <> max(n2)
