-- One row per row of core.case_study_champions: a quoted person, with the origin stated on the row itself.
with

typed as (
    select
        id
        , case_study_id
        , origin_company_domain
        , {{clean_text "full_name"}} as full_name
        , {{clean_text "job_title"}} as job_title
        , {{clean_text "linkedin_url"}} as linkedin_url
    from {{source "core" "case_study_champions"}}
)

select
    id
    , case_study_id
    , {{company_domain "origin_company_domain"}} as origin_domain
    , full_name
    , {{text_key "full_name"}} as full_name_key
    , job_title
    , {{profile_key "linkedin_url"}} as profile_key
from typed
