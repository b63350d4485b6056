-- One row per job title to be judged: those of champions, and the examples and cases by which the rules are tested.
with

texts as (
    select job_title from {{ref "int_champions"}}
    union
    select {{title_alone "example"}} from {{ref "job_title_rules"}}
    union
    select {{title_alone "printed_title"}} from {{ref "job_title_cases"}}
)

select job_title
from texts
where job_title is not null
