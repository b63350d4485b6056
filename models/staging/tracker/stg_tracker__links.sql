-- One row per link, deleted ones too. A view, as all that reads the tracker: what happened a moment ago is in the next
-- answer. Profiles and campaigns are few and links are many: each spelling is cleaned once, and only names are cleaned
-- per link, where somebody asks for them.
with

profiles as (
    select
        written
        , count(*) as links
        , {{clean_text "written"}} as icp
    from (
        select coalesce(icp, '') as written
        from {{source "tracker" "links"}}
    ) as links
    group by written
)

, keyed_profiles as (
    select
        written
        , icp
        , {{text_key "icp"}} as icp_key
        , sum(links) over (partition by {{text_key "icp"}}, icp) as links_so_written
    from profiles
)

-- Spellings that differ in case, accents or blanks are one profile, shown as it is written most often. Grouped by what is
-- joined on, so that the planner leaves it out where nobody asks for the profile.
, named_profiles as (
    select
        written
        , max(icp) as icp
    from (
        select
            written
            , case
                when {{names_no_profile "icp_key"}} then null
                else first_value(icp) over (partition by icp_key order by links_so_written desc, icp collate "C")
            end as icp
        from keyed_profiles
    ) as named
    group by written
)

, campaigns as (
    select
        written
        , {{clean_text "written"}} as campaign
    from (
        select coalesce(campaign, '') as written
        from {{source "tracker" "links"}}
    ) as links
    group by written
)

select
    links.link_id
    , links.code
    , {{clean_text "links.first_name"}} as first_name
    , {{clean_text "links.last_name"}} as last_name
    , {{email_key "links.email"}} as email
    -- Tells persons apart without naming them.
    , md5(coalesce({{email_key "links.email"}}, 'link:' || links.link_id)) as person_key
    -- Links of one message: the same person and campaign.
    , coalesce({{email_key "links.email"}}, 'link:' || links.link_id) || '|' || coalesce(links.campaign, '') as message_key
    , coalesce(named_profiles.icp, {{no_profile}}) as icp
    , links.icp as icp_written
    , coalesce(campaigns.campaign, {{no_profile}}) as campaign
    , links.destination_url
    , coalesce(links.sent_at, links.created_at) as sent_at
    , links.sent_at is not null as is_send_time_known
    , links.created_at
    , links.deleted_at
from {{source "tracker" "links"}} as links
left join named_profiles on named_profiles.written = coalesce(links.icp, '')
left join campaigns on campaigns.written = coalesce(links.campaign, '')
