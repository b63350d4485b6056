{{!-- Who clicked, and which clicks are a person's. The statistics over them are in macros/click_statistics.sql. --}}

{{!-- What stands for a profile or a campaign that nobody named; document 2 shows it so. --}}
{{#macro "no_profile"}}'Non défini'{{/macro}}

{{!-- Whether a cleaned text in its comparable form names no profile: nothing, a word for it, or a column of Clay that was not filled in. --}}
{{#macro "names_no_profile" as |key|}}
({{key}} is null or {{key}} in ('null', 'n/a', 'none', 'undefined', 'non defini') or {{key}} ~ '^[{][{].*[}][}]$')
{{/macro}}

{{!-- An e-mail address as persons are told apart by it; NULL where there is none, or a column of Clay that was not filled in. --}}
{{#macro "email_key" as |value|}}
case when strpos({{value}}, '@') > 1 then lower(btrim({{value}})) end
{{/macro}}

{{!-- One row per link that was not deleted, with what its person did: `verdicts` are clicks with their exclusion_reason. --}}
{{#macro "activity_of_links" as |links verdicts|}}
with

clicked as (
    select
        link_id
        , count(*) filter (where exclusion_reason is null) as clicks
        , min(clicked_at) filter (where exclusion_reason is null) as first_click
        , max(clicked_at) filter (where exclusion_reason is null) as last_click
        , count(exclusion_reason) as excluded_clicks
    from {{verdicts}} as verdicts
    group by link_id
)

select
    links.link_id
    , links.code
    , links.first_name
    , links.last_name
    , nullif(concat_ws(' ', links.first_name, links.last_name), '') as name
    , links.email
    , links.icp
    , links.campaign
    , links.destination_url
    , links.sent_at
    , coalesce(clicked.clicks, 0) as clicks
    , clicked.first_click
    , clicked.last_click
    , case when clicked.clicks > 0 then 'Clicked' else 'Not clicked' end as status
    , coalesce(clicked.excluded_clicks, 0) as excluded_clicks
from {{links}} as links
left join clicked on clicked.link_id = links.link_id
where links.deleted_at is null
{{/macro}}

{{!-- Of one campaign and profile, where they are named. The profile is compared as profiles are joined: without case and accents. --}}
{{#macro "chosen_links" as |campaign icp|}}
({{campaign}} is null or campaign = {{campaign}})
    and ({{icp}} is null or {{text_key "icp"}} = {{text_key icp}})
{{/macro}}

{{!-- Sent or clicked in the range. --}}
{{#macro "active_in" as |range|}}
greatest(sent_at, last_click) >= (
    select spans.starts_at
    from {{click_ranges (end_of_activity)}} as spans
    where spans.range = {{range}}
)
{{/macro}}

{{!-- The order of links by what was sent; the last is their key. --}}
{{#macro "order_of_links" as |sort|}}
case {{sort}} when 'sent_at' then sent_at end desc nulls last
    , case {{sort}} when 'name' then name when 'email' then email when 'icp' then icp when 'campaign' then campaign end
        collate "C" nulls last
    , link_id collate "C"
{{/macro}}

{{!-- The order of links by what was clicked, too. --}}
{{#macro "order_of_activity" as |sort|}}
case {{sort}} when 'clicks' then clicks end desc
    , case {{sort}} when 'first_click' then first_click when 'last_click' then last_click end desc nulls last
    , {{order_of_links sort}}
{{/macro}}

{{!-- The links of the dashboard's table: of one campaign and profile where they are named, sent or clicked in the range, in order. --}}
{{#macro "listed_links" as |range campaign icp sort|}}
select *
from {{ref "link_activity"}}
where {{active_in range}}
    and {{chosen_links campaign icp}}
order by {{order_of_activity sort}}
{{/macro}}

{{!--
  A page of the same. Where neither the range nor the order asks for clicks, the page is chosen first, and only clicks of its
  messages are judged: what a rule compares a click with is of the same message.
--}}
{{#macro "page_of_links" as |range campaign icp sort limit offset|}}
with

shown as materialized (
    select
        link_id
        , message_key
    from (
        select *, nullif(concat_ws(' ', first_name, last_name), '') as name
        from {{ref "stg_tracker__links"}}
    ) as links
    where deleted_at is null
        and {{is_without_clicks range sort}}
        and {{chosen_links campaign icp}}
    order by {{order_of_links sort}}
    limit {{limit}}
    offset {{offset}}
)

, judged_links as materialized (
    select link_id, message_key
    from {{ref "stg_tracker__links"}}
    where not ({{is_without_clicks range sort}})
        or message_key in (select message_key from shown)
)

, verdicts as (
    {{judged_clicks (ref "stg_tracker__clicks") (ref "stg_tracker__links") (ref "robot_agents") only="judged_links"}}
)

, activity as (
    {{activity_of_links (ref "stg_tracker__links") "verdicts"}}
)

select *
from activity
where case
    when {{is_without_clicks range sort}} then link_id in (select link_id from shown)
    else {{active_in range}} and {{chosen_links campaign icp}}
end
order by {{order_of_activity sort}}
limit {{limit}}
offset case when {{is_without_clicks range sort}} then 0 else {{offset}} end
{{/macro}}

{{!-- Whether which links are listed, and in which order, is known without their clicks. --}}
{{#macro "is_without_clicks" as |range sort|}}
({{range}} = 'all' and {{sort}} not in ('clicks', 'first_click', 'last_click'))
{{/macro}}

{{!--
  Every click with its link and what speaks against a person, in the order in which it is looked at: the first that fits is
  the exclusion_reason, NULL is a person. Each rule looks at what happened up to then and 10 seconds on, so that a later
  click changes an earlier verdict only by a link turning out to be polled. `until` leaves out what comes after a moment, `only`
  names links with their message_key that alone are judged: all those of a message, or none.
--}}
{{#macro "judged_clicks" until="" only="" as |clicks links robots|}}
with

clicks as {{#if only}}materialized{{else}}not materialized{{/if}} (
    select *
    from {{clicks}}
    {{#if until}}where clicked_at < {{until}}{{/if}}
    {{#if only}}where link_id in (select link_id from {{only}}){{/if}}
)

-- Names of programs are few and long: each is looked up once, and a number stands for it where rows are sorted.
, agents as (
    select
        named.user_agent
        , row_number() over () as agent
        , exists (
            select 1
            from {{robots}} as patterns
            where strpos(replace(lower(named.user_agent), coalesce(patterns.guard, ''), ''), patterns.pattern) > 0
        ) as is_robot
    from (select distinct user_agent from clicks) as named
)

-- What a person may have clicked; the rules below look at nothing else.
, pages as (
    select
        clicks.click_id
        , clicks.link_id
        , clicks.clicked_at
        , agents.agent
    from clicks
    join agents on agents.user_agent = clicks.user_agent
    where clicks.method = 'GET'
        and not agents.is_robot
)

, repeats as (
    select
        click_id
        , clicks_of_agent
    from (
        select
            click_id
            , count(*) over (partition by link_id collate "C", agent) as clicks_of_agent
            , lag(date_trunc('second', clicked_at)) over (
                partition by link_id collate "C", agent
                order by clicked_at, click_id collate "C"
            ) = date_trunc('second', clicked_at) as is_repeat
        from pages
    ) as counted
    where is_repeat
        or clicks_of_agent > {{var "tracker_polling_clicks"}}
)

, keyed_links as materialized (
    select
        link_id
        , message_key
    from {{#if only}}{{only}}{{else}}{{links}}{{/if}}
)

, links_of_messages as (
    select
        keyed_links.link_id
        , keyed_links.message_key
    from keyed_links
    join (
        select message_key
        from keyed_links
        group by message_key
        having count(*) >= {{var "tracker_together_links"}}
    ) as messages on messages.message_key = keyed_links.message_key
)

, pages_of_messages as (
    select
        links.message_key
        , links.link_id
        , pages.click_id
        , pages.clicked_at
    from pages
    join links_of_messages as links on links.link_id = pages.link_id
)

-- Moments from which on as many pages were opened in a few seconds; few are, and only these are looked at closely.
, dense_moments as (
    select
        message_key
        , clicked_at
    from (
        select
            message_key
            , clicked_at
            , lead(clicked_at, {{var "tracker_together_links"}} - 1) over (
                partition by message_key
                order by clicked_at
            ) as as_many_at
        from pages_of_messages
    ) as followed
    where as_many_at <= clicked_at + interval '{{var "tracker_together_seconds"}} seconds'
    group by message_key, clicked_at
)

-- Moments from which on several links of one message were opened in a few seconds.
, bursts as (
    select
        first.message_key
        , first.clicked_at as starts_at
    from dense_moments as first
    join pages_of_messages as next
        on next.message_key = first.message_key
        and next.clicked_at >= first.clicked_at
        and next.clicked_at <= first.clicked_at + interval '{{var "tracker_together_seconds"}} seconds'
    group by first.message_key, first.clicked_at
    having count(distinct next.link_id) >= {{var "tracker_together_links"}}
)

, together as (
    select distinct pages.click_id
    from bursts
    join pages_of_messages as pages
        on pages.message_key = bursts.message_key
        and pages.clicked_at >= bursts.starts_at
        and pages.clicked_at <= bursts.starts_at + interval '{{var "tracker_together_seconds"}} seconds'
)

select
    clicks.click_id
    , clicks.link_id
    , clicks.clicked_at
    , clicks.method
    , clicks.user_agent
    , clicks.ip_hash
    , links.person_key
    , links.icp
    , links.campaign
    , case
        when links.link_id is null then 'unknown link'
        when links.deleted_at is not null then 'deleted link'
        when clicks.method = 'PREFETCH' then 'prefetch'
        when clicks.method <> 'GET' then 'no page request'
        when agents.is_robot then 'robot user agent'
        when links.is_send_time_known
            and clicks.clicked_at >= links.sent_at
            and clicks.clicked_at <= links.sent_at + interval '{{var "tracker_scanner_seconds"}} seconds'
            then 'seconds after the send'
        when together.click_id is not null then 'several links at once'
        when repeats.clicks_of_agent > {{var "tracker_polling_clicks"}} then 'polling program'
        when repeats.click_id is not null then 'repeat in the same second'
    end as exclusion_reason
from clicks
left join {{links}} as links on links.link_id = clicks.link_id
left join agents on agents.user_agent = clicks.user_agent
left join together on together.click_id = clicks.click_id
left join repeats on repeats.click_id = clicks.click_id
{{/macro}}
