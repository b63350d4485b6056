-- The metrics for people outside: a profile of fewer than 5 persons keeps its name and loses its figures.
{{config
  description="Click rates per profile for others to see: figures of fewer than 5 persons are left out."
  share=true
  persons="unique_clickers"
}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="links sent in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
}}
{{icp_metrics (end_of_activity) (ref "click_verdicts") (ref "stg_tracker__links") (param "range") (param "campaign")}}
