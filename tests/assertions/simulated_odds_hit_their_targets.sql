-- The mean odds are those that project.yml asks for, within a point and a half. They are calibrated on
-- reference.gtm_reference_profiles: where the companies are others, docs/gtm-simulation.md says how to write that list from them. Few
-- companies are no market, so nothing is said of them.
{{config severity="warn"}}
select question, sum(expected) / sum(predictions) as mean, target_rate
from {{ref "calibration"}}
where question = 'deal'
group by question, target_rate
having sum(predictions) >= 500
    and abs(sum(expected) / sum(predictions) - target_rate) > 0.015
