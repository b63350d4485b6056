{{!-- What the models of traits and look-alikes share. --}}

{{!-- Key of a customer among companies of all kinds. --}}
{{#macro "customer_key" as |customer_id|}}'customer:' || {{customer_id}}{{/macro}}

{{!-- What a company is to those who approach it: the registered name, or its page on a host that many share. --}}
{{#macro "target_domain" as |domain|}}
case when {{domain}} like '%/%' then {{domain}} else coalesce({{registrable_domain domain}}, {{domain}}) end
{{/macro}}

{{!--
  The fold that leaves a buyer out: drawn from its key, so that another customer moves nobody. With a date in
  validation_holdout_from those first seen from then on are fold 1 and the others are never left out (fold 0).
--}}
{{#macro "validation_fold" as |key first_seen|}}
{{#if (var "validation_holdout_from")~}}
case when {{first_seen}} >= date '{{var "validation_holdout_from"}}' then 1 else 0 end
{{~else~}}
(1 + floor({{var "validation_folds"}} * {{keyed_draw (literal (var "validation_seed")) key "'fold'"}}))::integer
{{~/if}}
{{/macro}}

{{!-- How many folds are left out, one after the other. --}}
{{#macro "validation_rounds"}}
{{#if (var "validation_holdout_from")}}1{{else}}{{var "validation_folds"}}{{/if}}
{{/macro}}

{{!-- Logarithm of the odds of a probability; NULL at 0 and 1, where there are no odds. --}}
{{#macro "logit" as |p|}}
case when {{p}} > 0 and {{p}} < 1 then ln({{p}} / (1 - {{p}})) end
{{/macro}}

{{!-- The probability behind a logit. --}}
{{#macro "probability_of" as |logit|}}1 / (1 + exp(- ({{logit}}))){{/macro}}

{{!-- The word for a trait in a reason code: EMPLOYEES for employee_band. --}}
{{#macro "reason_word" as |trait_name|}}
case {{trait_name}} when 'employee_band' then 'EMPLOYEES' when 'revenue_band' then 'REVENUE' else upper({{trait_name}} collate "C") end
{{/macro}}

{{!-- Capitals of the letters that every locale agrees on, accented ones too (decomposed they are plain letters). --}}
{{#macro "capitals" as |value|}}normalize(upper(normalize({{value}}, nfd) collate "C"), nfc){{/macro}}

{{!-- A number with its sign and two decimals: +0.88. --}}
{{#macro "signed" as |number|}}
case when {{number}} > 0 then '+' else '' end || round({{number}}, 2)::text
{{/macro}}

{{!-- A, B, C by likeness and worth; U where too little is known to say. Limits in project.yml. --}}
{{#macro "target_tier" as |similarity opportunity coverage|}}
case
    when {{coverage}} is null or {{coverage}} < {{var "tier_min_coverage"}} then 'U'
    when {{similarity}} >= {{var "tier_a_similarity"}}
        and {{opportunity}} >= {{var "tier_a_opportunity"}}
        and {{coverage}} >= {{var "tier_a_coverage"}}
        then 'A'
    when greatest({{similarity}}, {{opportunity}}) >= {{var "tier_b_either"}}
        and {{similarity}} >= {{var "tier_b_similarity"}}
        then 'B'
    else 'C'
end
{{/macro}}

{{!-- A trait in a sentence. --}}
{{#macro "trait_words" as |trait_name|}}
case {{trait_name}}
    when 'industry' then 'Industry'
    when 'naics' then 'NAICS code'
    when 'country' then 'Country'
    when 'state' then 'State'
    when 'employee_band' then 'Employees'
    when 'revenue_band' then 'Yearly revenue'
end
{{/macro}}
