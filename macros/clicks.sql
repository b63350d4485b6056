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

clicks as (
    select *
    from {{clicks}}
    {{#if until}}where clicked_at < {{until}}{{/if}}
)

, links as (
    select link_id, person_key, icp, campaign, sent_at, is_send_time_known, deleted_at
    from {{links}}
)

-- What one person was sent in one campaign, where that is several links.
, messages as (
    select person_key, campaign
    from links
    group by person_key, campaign
    having count(*) >= {{var "tracker_together_links"}}
)

-- Names of programs are few: each is looked up once.
, robots as (
    select agents.user_agent
    from (select distinct user_agent from clicks) as agents
    where exists (
        select 1
        from {{robots}} as patterns
        where strpos(replace(lower(agents.user_agent), coalesce(patterns.guard, ''), ''), patterns.pattern) > 0
    )
)

, page_clicks_of_messages as (
    select
        links.person_key
        , links.campaign
        , links.link_id
        , clicks.click_id
        , clicks.clicked_at
    from clicks
    join links on links.link_id = clicks.link_id
    join messages on messages.person_key = links.person_key and messages.campaign = links.campaign
    where clicks.method = 'GET'
)

-- Moments from which on several links of one message were opened in a few seconds.
, bursts as (
    select
        first.person_key
        , first.campaign
        , first.clicked_at as starts_at
    from page_clicks_of_messages as first
    join page_clicks_of_messages as next
        on next.person_key = first.person_key
        and next.campaign = first.campaign
        and next.clicked_at >= first.clicked_at
        and next.clicked_at <= first.clicked_at + interval '{{var "tracker_together_seconds"}} seconds'
    group by first.person_key, first.campaign, first.click_id, first.clicked_at
    having count(distinct next.link_id) >= {{var "tracker_together_links"}}
)

, together as (
    select distinct clicks.click_id
    from bursts
    join page_clicks_of_messages as clicks
        on clicks.person_key = bursts.person_key
        and clicks.campaign = bursts.campaign
        and clicks.clicked_at >= bursts.starts_at
        and clicks.clicked_at <= bursts.starts_at + interval '{{var "tracker_together_seconds"}} seconds'
)

, marked as (
    select
        *
        , count(*) over (partition by link_id collate "C", method collate "C", user_agent collate "C") as clicks_of_agent
        , lag(date_trunc('second', clicked_at)) over (
            partition by link_id collate "C", method collate "C", user_agent collate "C"
            order by clicked_at, click_id collate "C"
        ) = date_trunc('second', clicked_at) as is_repeat
    from clicks
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
        when robots.user_agent is not null then 'robot user agent'
        when links.is_send_time_known
            and clicks.clicked_at >= links.sent_at
            and clicks.clicked_at <= links.sent_at + interval '{{var "tracker_scanner_seconds"}} seconds'
            then 'seconds after the send'
        when together.click_id is not null then 'several links at once'
        when clicks.clicks_of_agent > {{var "tracker_polling_clicks"}} then 'polling program'
        when clicks.is_repeat then 'repeat in the same second'
    end as exclusion_reason
from marked as clicks
left join links on links.link_id = clicks.link_id
left join robots on robots.user_agent = clicks.user_agent
left join together on together.click_id = clicks.click_id
{{/macro}}
