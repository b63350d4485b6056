-- One row per row of extracted.case_study_champions: a quoted person; its case study names the origin.
with

typed as (
    select
        id
        , case_study_id
        , {{clean_text "full_name"}} as full_name
        , {{clean_text "job_title"}} as job_title
        , {{clean_text "linkedin_url"}} as linkedin_url
    from {{source "extracted" "case_study_champions"}}
)

select
    id
    , case_study_id
    , full_name
    , {{text_key "full_name"}} as full_name_key
    , job_title
    , {{profile_key "linkedin_url"}} as profile_key
from typed
