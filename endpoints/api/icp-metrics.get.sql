-- What became of the links sent in the range, per profile: how many were clicked, by how many, how soon, how sure that is.
{{config description="Click rates of the links sent in the range, per profile, best first."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="links sent in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
}}
{{icp_metrics (end_of_activity) (ref "click_verdicts") (ref "stg_tracker__links") (param "range") (param "campaign")}}
