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

{{!--
  The links of the dashboard's table: of one campaign and profile where they are named, sent or clicked in the range, in order.
  The profile is compared as profiles are joined: without case and accents.
--}}
{{#macro "listed_links" as |range campaign icp sort|}}
select *
from {{ref "link_activity"}}
where greatest(sent_at, last_click) >= (
        select spans.starts_at
        from {{click_ranges (end_of_activity)}} as spans
        where spans.range = {{range}}
    )
    and ({{campaign}} is null or campaign = {{campaign}})
    and ({{icp}} is null or {{text_key "icp"}} = {{text_key icp}})
order by
    case {{sort}} when 'clicks' then clicks end desc
    , case {{sort}} when 'sent_at' then sent_at when 'first_click' then first_click when 'last_click' then last_click end
        desc nulls last
    , case {{sort}} when 'name' then name when 'email' then email when 'icp' then icp when 'campaign' then campaign end
        collate "C" nulls last
    , link_id collate "C"
{{/macro}}

{{!--
  Every click with its link and what speaks against a person, in the order in which it is looked at: the first that fits is
  the exclusion_reason, NULL is a person. Each rule looks at what happened up to then and 10 seconds on, so that a later
  click changes an earlier verdict only by a link turning out to be polled. `until` leaves out what comes after a moment.
--}}
{{#macro "judged_clicks" until="" as |clicks links robots|}}
with

clicks as not materialized (
    select *
    from {{clicks}}
    {{#if until}}where clicked_at < {{until}}{{/if}}
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

, links_of_messages as (
    select
        links.link_id
        , links.message_key
    from {{links}} as links
    join (
        select message_key
        from {{links}}
        group by message_key
        having count(*) >= {{var "tracker_together_links"}}
    ) as messages on messages.message_key = links.message_key
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

-- Moments from which on several links of one message were opened in a few seconds.
, bursts as (
    select
        first.message_key
        , first.clicked_at as starts_at
    from pages_of_messages as first
    join pages_of_messages as next
        on next.message_key = first.message_key
        and next.clicked_at >= first.clicked_at
        and next.clicked_at <= first.clicked_at + interval '{{var "tracker_together_seconds"}} seconds'
    group by first.message_key, first.click_id, first.clicked_at
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
