-- One row per job title to be judged: those of champions, and the examples and cases by which the rules are tested.
with

texts as (
    select job_title, person_key || origin_domain as person
    from {{ref "int_champions"}}
    union all
    select {{title_alone "example"}}, null
    from {{ref "job_title_rules"}}
    union all
    select {{title_alone "printed_title"}}, null
    from {{ref "job_title_cases"}}
)

select
    job_title
    , count(distinct person) as persons
from texts
where job_title is not null
group by job_title
