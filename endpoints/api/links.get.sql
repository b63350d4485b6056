-- The dashboard's table, a page at a time. Names persons.
{{config description="Links and what became of them."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="sent or clicked in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
  icp=(text optional=true max_length=200 description="only this profile, such as Non défini")
  sort=(enum "sent_at" "clicks" "first_click" "last_click" "name" "email" "icp" "campaign" default="sent_at" description="order: newest or most first, texts from A")
  limit=(limit default=100 max=10000 description="links at most")
  offset=(offset description="links to leave out first")
}}
{{page_of_links (param "range") (param "campaign") (param "icp") (param "sort") (param "limit") (param "offset")}}
