{{!--
  Clicks by profile, for the table of a run and for the endpoints of this moment: the same SQL, over [start, until) of each
  range. Two questions that must not be mixed: what was clicked in the range, whenever it was sent (activity), and what
  became of the links sent in the range (cohort). `range` is the only one asked for.
--}}

{{!-- The ranges of document 2, as hours, not as days: a day has 23 or 25 of them twice a year. --}}
{{#macro "click_ranges" as |until|}}
(
    select
        spans.position
        , spans.range
        , case when spans.hours is null then timestamptz '-infinity' else moments.until - spans.hours * interval '1 hour' end as starts_at
        , moments.until
    from (values (1, '24h', 24), (2, '7d', 168), (3, '30d', 720), (4, 'all', null)) as spans (position, range, hours)
    cross join (select ({{until}})::timestamptz as until) as moments
)
{{/macro}}

{{!--
  One row per range, campaign (and all campaigns together) and profile that had a link: clicks of persons in the range. A
  profile that nobody clicked is there with 0.
--}}
{{#macro "icp_activity" range="" as |until clicks links|}}
(
    with

    ranges as (
        select * from {{click_ranges until}} as spans
        {{#if range}}where spans.range = {{range}}{{/if}}
    )

    , links as (
        select campaign, icp
        from {{links}}
        where deleted_at is null
            and sent_at < (select max(until) from ranges)
        group by campaign, icp
    )

    , profiles as (
        select 'all' as campaign_scope, null as campaign, icp
        from links
        group by icp
        union all
        select 'one', campaign, icp
        from links
    )

    , counted as (
        select
            ranges.range
            , case when grouping(clicks.campaign) = 1 then 'all' else 'one' end as campaign_scope
            , clicks.campaign
            , clicks.icp
            , count(*) filter (where clicks.exclusion_reason is null) as click_count
            , count(distinct clicks.person_key) filter (where clicks.exclusion_reason is null) as active_clickers
            , count(clicks.exclusion_reason) as excluded_click_count
        from {{clicks}} as clicks
        join ranges on clicks.clicked_at >= ranges.starts_at and clicks.clicked_at < ranges.until
        where clicks.icp is not null
        group by grouping sets ((ranges.range, clicks.icp), (ranges.range, clicks.campaign, clicks.icp))
    )

    , filled as (
        select
            ranges.position
            , ranges.range
            , profiles.campaign_scope
            , profiles.campaign
            , profiles.icp
            , coalesce(counted.click_count, 0) as click_count
            , coalesce(counted.active_clickers, 0) as active_clickers
            , coalesce(counted.excluded_click_count, 0) as excluded_click_count
        from ranges
        cross join profiles
        left join counted
            on counted.range = ranges.range
            and counted.campaign_scope = profiles.campaign_scope
            and coalesce(counted.campaign, '') = coalesce(profiles.campaign, '')
            and counted.icp = profiles.icp
    )

    , shares as (
        select
            *
            , 100 * click_count / nullif(sum(click_count) over whole, 0) as exact_percent
            , floor(100 * click_count / nullif(sum(click_count) over whole, 0)) as floor_percent
        from filled
        window whole as (partition by range, campaign_scope, campaign)
    )

    select
        position
        , range
        , campaign_scope
        , campaign
        , icp
        , click_count
        -- Whole percents that add up to 100: what is missing goes to the largest remainders.
        , (floor_percent + case
            when row_number() over (
                    partition by range, campaign_scope, campaign
                    order by exact_percent - floor_percent desc, click_count desc, icp collate "C"
                ) <= 100 - sum(floor_percent) over (partition by range, campaign_scope, campaign)
                then 1
            else 0
        end)::integer as click_percent
        , active_clickers
        , excluded_click_count
    from shares
)
{{/macro}}

{{!-- One row per range, campaign (and all campaigns together) and profile that had a link: what became of the links sent in the range. --}}
{{#macro "icp_cohorts" range="" as |until clicks links|}}
(
    with

    ranges as (
        select * from {{click_ranges until}} as spans
        {{#if range}}where spans.range = {{range}}{{/if}}
    )

    , links as (
        select link_id, person_key, campaign, icp, sent_at, is_send_time_known
        from {{links}}
        where deleted_at is null
            and sent_at < (select max(until) from ranges)
    )

    , clicked as (
        select
            link_id
            , count(*) as clicks
            , min(clicked_at) as first_click_at
        from {{clicks}}
        where exclusion_reason is null
            and clicked_at < (select max(until) from ranges)
        group by link_id
    )

    , fates as (
        select
            links.*
            , coalesce(clicked.clicks, 0) as clicks
            , clicked.first_click_at
            , case
                when clicked.first_click_at >= links.sent_at
                    then extract(epoch from clicked.first_click_at - links.sent_at)
            end as seconds_to_first_click
        from links
        left join clicked on clicked.link_id = links.link_id
    )

    , profiles as (
        select 'all' as campaign_scope, null as campaign, icp
        from links
        group by icp
        union all
        select 'one', campaign, icp
        from links
        group by campaign, icp
    )

    , counted as (
        select
            ranges.range
            , case when grouping(fates.campaign) = 1 then 'all' else 'one' end as campaign_scope
            , fates.campaign
            , fates.icp
            , count(*) as links_sent
            , count(*) filter (where fates.clicks > 0) as links_clicked
            , count(distinct fates.person_key) filter (where fates.clicks > 0) as unique_clickers
            , sum(fates.clicks)::bigint as clicks_of_sent_links
            , count(*) filter (where not fates.is_send_time_known) as links_of_unknown_send_time
            , count(*) filter (where fates.first_click_at < fates.sent_at) as links_clicked_before_send
            , percentile_cont(0.25) within group (order by fates.seconds_to_first_click) as p25_seconds
            , percentile_cont(0.5) within group (order by fates.seconds_to_first_click) as median_seconds
            , percentile_cont(0.75) within group (order by fates.seconds_to_first_click) as p75_seconds
            , count(*) filter (where fates.sent_at <= ranges.until - interval '24 hours') as links_sent_24h_ago
            , count(*) filter (where fates.sent_at <= ranges.until - interval '24 hours'
                and fates.seconds_to_first_click < 86400) as links_clicked_in_24h
            , count(*) filter (where fates.sent_at <= ranges.until - interval '168 hours') as links_sent_7d_ago
            , count(*) filter (where fates.sent_at <= ranges.until - interval '168 hours'
                and fates.seconds_to_first_click < 604800) as links_clicked_in_7d
        from fates
        join ranges on fates.sent_at >= ranges.starts_at
        group by grouping sets ((ranges.range, fates.icp), (ranges.range, fates.campaign, fates.icp))
    )

    select
        ranges.position
        , ranges.range
        , profiles.campaign_scope
        , profiles.campaign
        , profiles.icp
        , coalesce(counted.links_sent, 0) as links_sent
        , coalesce(counted.links_clicked, 0) as links_clicked
        , coalesce(counted.unique_clickers, 0) as unique_clickers
        , coalesce(counted.clicks_of_sent_links, 0) as clicks_of_sent_links
        , 100.0 * counted.links_clicked / counted.links_sent as click_rate
        , 100 * {{wilson_low "counted.links_clicked" "counted.links_sent"}} as click_rate_low
        , 100 * {{wilson_high "counted.links_clicked" "counted.links_sent"}} as click_rate_high
        , 100.0 * counted.clicks_of_sent_links / counted.links_sent as total_ctr
        , counted.clicks_of_sent_links::numeric / nullif(counted.unique_clickers, 0) as avg_clicks_per_person
        , {{hours "counted.median_seconds"}} as median_hours_to_first_click
        , {{hours "counted.p25_seconds"}} as p25_hours_to_first_click
        , {{hours "counted.p75_seconds"}} as p75_hours_to_first_click
        , coalesce(counted.links_of_unknown_send_time, 0) as links_of_unknown_send_time
        , coalesce(counted.links_clicked_before_send, 0) as links_clicked_before_send
        , coalesce(counted.links_sent_24h_ago, 0) as links_sent_24h_ago
        , 100.0 * counted.links_clicked_in_24h / nullif(counted.links_sent_24h_ago, 0) as click_rate_24h
        , coalesce(counted.links_sent_7d_ago, 0) as links_sent_7d_ago
        , 100.0 * counted.links_clicked_in_7d / nullif(counted.links_sent_7d_ago, 0) as click_rate_7d
        , coalesce(counted.links_sent, 0) < {{var "tracker_small_sample"}} as is_small
    from ranges
    cross join profiles
    left join counted
        on counted.range = ranges.range
        and counted.campaign_scope = profiles.campaign_scope
        and coalesce(counted.campaign, '') = coalesce(profiles.campaign, '')
        and counted.icp = profiles.icp
)
{{/macro}}

{{!--
  Where the ranges of an endpoint end: at as_of, or just after the newest click or send where that is later, so that a click
  is in the next answer on live data and on a demonstration alike. What is said to be sent in the future moves nothing.
--}}
{{#macro "end_of_activity_in" as |clicks links|}}
greatest(
    {{as_of}}
    , (
        select max(clicked_at) + interval '1 microsecond'
        from {{clicks}}
        where clicked_at <= clock_timestamp()
    )
    , (
        select max(sent_at) + interval '1 microsecond'
        from {{links}}
        where sent_at <= clock_timestamp()
    )
)
{{/macro}}

{{!-- The same of all clicks and links. --}}
{{#macro "end_of_activity"}}
{{end_of_activity_in (ref "stg_tracker__clicks") (ref "stg_tracker__links")}}
{{/macro}}

{{!-- The rows of one campaign, or of all together where none is named. --}}
{{#macro "of_campaign" as |campaign|}}
case when {{campaign}} is null then campaign_scope = 'all' else campaign = {{campaign}} end
{{/macro}}

{{!-- The clicks of persons in a range per profile: the pie of document 2. --}}
{{#macro "icp_stats" as |until clicks links range campaign|}}
select
    icp
    , click_count
from {{icp_activity until clicks links range=range}} as activity
where {{of_campaign campaign}}
order by click_count desc, icp collate "C"
{{/macro}}

{{!-- The metrics of document 2 per profile, of the links sent in a range. --}}
{{#macro "icp_metrics" as |until clicks links range campaign|}}
select
    icp
    , links_sent
    , links_clicked
    , unique_clickers
    , round(click_rate, 2) as click_rate
    , round(click_rate_low, 2) as click_rate_low
    , round(click_rate_high, 2) as click_rate_high
    , round(total_ctr, 2) as total_ctr
    , round(avg_clicks_per_person, 2) as avg_clicks_per_person
    , round(median_hours_to_first_click, 2) as median_hours_to_first_click
    , round(p25_hours_to_first_click, 2) as p25_hours_to_first_click
    , round(p75_hours_to_first_click, 2) as p75_hours_to_first_click
    , links_sent_24h_ago
    , round(click_rate_24h, 2) as click_rate_24h
    , links_sent_7d_ago
    , round(click_rate_7d, 2) as click_rate_7d
    , is_small
from {{icp_cohorts until clicks links range=range}} as cohorts
where {{of_campaign campaign}}
order by click_rate desc nulls last, icp collate "C"
{{/macro}}

{{!-- Seconds in double precision as hours, to the digit that every engine agrees on. --}}
{{#macro "hours" as |seconds|}}
round(({{seconds}})::numeric / 3600, 4)
{{/macro}}
