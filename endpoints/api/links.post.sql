-- Makes links from what Clay sends: one object, or a list of up to 1,000. The same person, campaign and destination have one
-- link, however often they are sent. All are stored or, where one cannot be, none, with everything that is wrong.
{{config response="json" writes=true description="Makes links: an object or a list of up to 1,000, with the fields first_name, last_name, email, ICP, campaign, destination_url, and sent_at where it is known."}}
{{params
  links=(body json)
  origin=(request "origin")
}}
with

body as (
    select
        sent.links
        , jsonb_typeof(sent.links) = 'array' as is_list
    from (select {{param "links"}} as links) as sent
)

, items as (
    select
        items.position
        , items.item
        , jsonb_typeof(items.item) = 'object' as is_object
        , case when body.is_list then '[' || items.position - 1 || '].' else '' end as prefix
    from body
    cross join lateral jsonb_array_elements(
        case when body.is_list then body.links else jsonb_build_array(body.links) end
    ) with ordinality as items (item, position)
)

, fields as (
    select
        position
        , prefix
        , {{posted_text "item" "first_name"}} as first_name
        , {{posted_text "item" "last_name"}} as last_name
        , {{posted_text "item" "email"}} as email
        , {{posted_text "item" "ICP"}} as icp
        , {{posted_text "item" "campaign"}} as campaign
        , {{posted_text "item" "destination_url"}} as destination_url
        , {{posted_text "item" "sent_at"}} as sent_at
        , nullif(
            item - array['first_name', 'last_name', 'email', 'ICP', 'campaign', 'destination_url', 'sent_at']
            , '{}'
        )::text as other_fields
    from items
    where is_object
)

, problems as (
    select 0 as position, 1 as place, 'body' as name, 'is missing' as problem
    from body
    where links is null
    union all
    select 0, 1, 'body', 'is an empty list'
    from body
    where is_list and jsonb_array_length(links) = 0
    union all
    select 0, 1, 'body', 'has ' || jsonb_array_length(links) || ' links; expected 1,000 at most'
    from body
    where is_list and jsonb_array_length(links) > 1000
    union all
    select position, 2, coalesce(nullif(rtrim(prefix, '.'), ''), 'body'), 'is no object of fields'
    from items
    where not is_object
    union all
    select fields.position, 3, fields.prefix || judged.name, judged.problem
    from fields
    cross join lateral (values
        ('email', case
            when fields.email is null then 'is missing'
            when {{is_unfilled "fields.email"}} then 'was not filled in'
            when fields.email !~ '^[^@[:space:]]+@[^@[:space:]]+$' or length(fields.email) > 320 then 'is no e-mail address'
        end)
        , ('destination_url', case
            when fields.destination_url is null then 'is missing'
            when {{is_unfilled "fields.destination_url"}} then 'was not filled in'
            when fields.destination_url !~* '^https?://[^[:space:]/?#@\\]+([/?#][^[:space:]]*)?$' or length(fields.destination_url) > 4000
                then 'is no address that begins with http:// or https://'
        end)
        , ('sent_at', case
            when not {{is_unfilled "fields.sent_at"}}
                and fields.sent_at !~ '^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-][01][0-9]:?[0-5][0-9])?)?$'
                then 'is no time such as 2026-02-14T09:30:00Z'
        end)
        , ('first_name', case when length(fields.first_name) > 200 then 'is longer than 200 characters' end)
        , ('last_name', case when length(fields.last_name) > 200 then 'is longer than 200 characters' end)
        , ('ICP', case when length(fields.icp) > 200 then 'is longer than 200 characters' end)
        , ('campaign', case when length(fields.campaign) > 200 then 'is longer than 200 characters' end)
    ) as judged (name, problem)
    where judged.problem is not null
)

, accepted as (
    select
        fields.*
        , {{link_key "lower(fields.email)" "coalesce(fields.campaign, '')" "fields.destination_url"}} as link_key
    from fields
    where not exists (select 1 from problems)
)

-- Links of before that were made elsewhere have keys of their own.
, known as (
    select distinct on (accepted.link_key)
        accepted.link_key
        , links.link_id
    from accepted
    join {{source "tracker" "links"}} as links
        on links.email in (accepted.email, lower(accepted.email))
        and links.destination_url = accepted.destination_url
        and coalesce(btrim(links.campaign), '') = coalesce(accepted.campaign, '')
    order by accepted.link_key, links.deleted_at desc nulls first, links.created_at, links.link_id collate "C"
)

, fresh as (
    select distinct on (accepted.link_key)
        accepted.*
        , {{link_code}} as code
        , {{link_code}} as other_code
    from accepted
    where not exists (select 1 from known where known.link_key = accepted.link_key)
    order by accepted.link_key, accepted.position
)

-- Whoever makes the same link at the same moment gets the one that was first.
, made as (
    insert into {{source "tracker" "links"}} as links (
        link_id, code, first_name, last_name, email, icp, campaign, destination_url, sent_at, created_at, other_fields
    )
    select
        link_key
        , case when exists (select 1 from {{source "tracker" "links"}} as taken where taken.code = fresh.code) then other_code else code end
        , first_name
        , last_name
        , lower(email)
        , icp
        , campaign
        , destination_url
        , case when not {{is_unfilled "sent_at"}} then sent_at::timestamptz end
        , now()
        , other_fields
    from fresh
    on conflict (link_id) do update set link_id = excluded.link_id
    returning links.link_id, links.code, links.created_at
)

, answers as (
    select
        accepted.position
        , json_build_object(
            'link_id', coalesce(made.link_id, links.link_id)
            , 'code', coalesce(made.code, links.code)
            , 'url', {{param "origin"}} || '/r/' || coalesce(made.code, links.code)
            , 'status', case
                when links.deleted_at is not null then 'deleted'
                when made.created_at = now() then 'created'
                else 'existing'
            end
        ) as answer
    from accepted
    left join made on made.link_id = accepted.link_key
    left join known on known.link_key = accepted.link_key
    left join {{source "tracker" "links"}} as links on links.link_id = known.link_id
)

select
    case
        when (select is_list from body) then (select json_agg(answer order by position) from answers)
        else (select answer from answers)
    end as answer
    , (
        select json_agg(json_build_object('in', 'body', 'name', name, 'problem', problem) order by position, place, name)
        from (select * from problems order by position, place, name limit 100) as first
    ) as problems
