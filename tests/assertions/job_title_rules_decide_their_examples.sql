-- Every rule decides its own example: a rule whose words can never occur, or that another always beats, is listed here.
select rules.kind, rules.pattern, rules.priority, rules.example, titles.matched_rule
from {{ref "job_title_rules"}} as rules
left join {{ref "int_job_titles"}} as titles on titles.job_title = {{title_alone "rules.example"}}
where (rules.seniority is not null and titles.seniority_rule is distinct from rules.kind || ' ' || rules.pattern)
    or (rules.function is not null and titles.function_rule is distinct from rules.kind || ' ' || rules.pattern)
