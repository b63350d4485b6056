-- What speaks for and against a target adds up to its logit, to the last digit that is kept.
select scored.domain, scored.fit_logit, sum(reasons.contribution) as contributions
from {{ref "lookalike_scored"}} as scored
left join {{ref "lookalike_reasons"}} as reasons on reasons.domain = scored.domain
group by scored.domain, scored.fit_logit
having abs(scored.fit_logit - sum(reasons.contribution)) > 0.000000000001
    or (scored.fit_logit is null) <> (max(case when reasons.position = 0 then reasons.contribution end) is null)
