-- What the seed job_title_cases expects of a title, against what the rules say of it.
select cases.*, titles.seniority as found_seniority, titles.function as found_function
    , titles.canonical_title as found_title, titles.matched_rule
from {{ref "job_title_cases"}} as cases
left join {{ref "int_job_titles"}} as titles on titles.job_title = {{title_alone "cases.printed_title"}}
where titles.seniority is distinct from cases.seniority
    or titles.function is distinct from cases.function
    or titles.canonical_title is distinct from cases.canonical_title
