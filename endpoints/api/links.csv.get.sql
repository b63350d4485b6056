-- The dashboard's table as document 2 exports it: its headings, its order, its dates, in the business time zone.
{{config response="csv" filename="links.csv" max_rows=1000000 description="Links and what became of them, for a spreadsheet."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="sent or clicked in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
  icp=(text optional=true max_length=200 description="only this profile, such as Non défini")
  sort=(enum "sent_at" "clicks" "first_click" "last_click" "name" "email" "icp" "campaign" default="sent_at" description="order: newest or most first, texts from A")
}}
select
    first_name as "First Name"
    , last_name as "Last Name"
    , email as "Email"
    , icp as "ICP"
    , campaign as "Campaign"
    , clicks as "Clicks"
    , to_char(first_click at time zone '{{var "business_time_zone"}}', 'MM/DD/YYYY HH24:MI') as "First Click"
    , to_char(last_click at time zone '{{var "business_time_zone"}}', 'MM/DD/YYYY HH24:MI') as "Last Click"
    , status as "Status"
from ({{listed_links (param "range") (param "campaign") (param "icp") (param "sort")}}) as links
