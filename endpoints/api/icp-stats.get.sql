-- Clicks of persons in the range, per profile, those that nobody clicked with 0: the pie of document 2.
{{config description="Clicks in the range, per profile."}}
{{params
  range=(enum "24h" "7d" "30d" "all" default="all" description="clicked in this range")
  campaign=(text optional=true max_length=200 description="only this campaign")
}}
{{icp_stats (end_of_activity) (ref "click_verdicts") (ref "stg_tracker__links") (param "range") (param "campaign")}}
