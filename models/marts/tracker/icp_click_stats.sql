-- One row per range, campaign (and all campaigns together) and profile that had a link before as_of: the same SQL as
-- GET /api/icp-stats and GET /api/icp-metrics ask of this moment. What was clicked in the range, and beside it what became
-- of the links sent in the range; the two are never divided by each other.
with

activity as (
    select * from {{icp_activity (as_of) (ref "int_clicks_as_of") (ref "int_links_as_of")}} as activity
)

, cohorts as (
    select * from {{icp_cohorts (as_of) (ref "int_clicks_as_of") (ref "int_links_as_of")}} as cohorts
)

-- Each profile against all others of its range and campaign.
, against_others as (
    select
        *
        , sum(links_sent) over whole - links_sent as others_sent
        , sum(links_clicked) over whole - links_clicked as others_clicked
    from cohorts
    window whole as (partition by cohorts.range, campaign_scope, campaign)
)

, tested as (
    select
        counts.position
        , counts.campaign_scope
        , counts.campaign
        , counts.icp
        , {{fisher_two_sided "counts.links_clicked" "counts.links_sent" "counts.others_clicked" "counts.others_sent"}} as p_value
    from against_others as counts
    where counts.links_sent > 0
        and counts.others_sent > 0
)

, ranked as (
    select
        *
        , row_number() over (
            partition by position, campaign_scope, campaign
            order by p_value, icp collate "C"
        ) as place
        , count(*) over (partition by position, campaign_scope, campaign) as tests
    from tested
)

, adjusted as (
    select
        *
        , {{benjamini_hochberg "p_value" "place" "tests" family="position, campaign_scope, campaign"}} as q_value
    from ranked
)

select
    activity.range
    , activity.campaign_scope
    , activity.campaign
    , activity.icp
    , activity.click_count
    , activity.click_percent
    , activity.active_clickers
    , activity.excluded_click_count
    , counts.links_sent
    , counts.links_clicked
    , counts.unique_clickers
    , counts.clicks_of_sent_links
    , counts.click_rate
    , counts.click_rate_low
    , counts.click_rate_high
    , counts.total_ctr
    , counts.avg_clicks_per_person
    , counts.median_hours_to_first_click
    , counts.p25_hours_to_first_click
    , counts.p75_hours_to_first_click
    , counts.links_of_unknown_send_time
    , counts.links_clicked_before_send
    , counts.links_sent_24h_ago
    , counts.click_rate_24h
    , counts.links_sent_7d_ago
    , counts.click_rate_7d
    , counts.is_small
    , adjusted.p_value
    , adjusted.q_value
    , case
        when adjusted.q_value is null then null
        when adjusted.q_value > {{var "tracker_max_q"}} then 'no clear difference'
        when counts.links_clicked * counts.others_sent > counts.others_clicked * counts.links_sent then 'above the others'
        else 'below the others'
    end as comparison
    , {{as_of}} as updated_at
from activity
join against_others as counts
    on counts.position = activity.position
    and counts.campaign_scope = activity.campaign_scope
    and coalesce(counts.campaign, '') = coalesce(activity.campaign, '')
    and counts.icp = activity.icp
left join adjusted
    on adjusted.position = activity.position
    and adjusted.campaign_scope = activity.campaign_scope
    and coalesce(adjusted.campaign, '') = coalesce(activity.campaign, '')
    and adjusted.icp = activity.icp
