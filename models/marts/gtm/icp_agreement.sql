-- One row per question: how far the rules and the model agree on the companies of which both know the answer. What one of
-- them does not know is no disagreement; it is counted beside. Without a model's answers the counts are 0 and the rest is
-- NULL.
with

answers as (
    select 'icp' as question, is_icp as by_model, rules_is_icp as by_rules, method
    from {{ref "company_icp"}}
    union all
    select asked.question, asked.by_model, asked.by_rules, stacks.method
    from {{ref "company_techstack"}} as stacks
    cross join lateral (
        values
            ('x12', stacks.uses_x12, stacks.rules_uses_x12)
            , ('clearinghouse', stacks.uses_clearinghouse, stacks.rules_uses_clearinghouse)
            , ('fhir', stacks.uses_fhir, stacks.rules_uses_fhir)
            , ('hl7', stacks.uses_hl7, stacks.rules_uses_hl7)
    ) as asked (question, by_model, by_rules)
)

, questions (question) as (
    values ('icp'), ('x12'), ('clearinghouse'), ('fhir'), ('hl7')
)

, counts as (
    select
        questions.question
        , count(answers.method) as companies
        , count(*) filter (where by_model is not null and by_rules is not null) as n
        , count(*) filter (where by_model and by_rules) as both_yes
        , count(*) filter (where not by_model and not by_rules) as both_no
        , count(*) filter (where by_model and not by_rules) as model_yes_rules_no
        , count(*) filter (where not by_model and by_rules) as model_no_rules_yes
        , count(*) filter (where by_model is null and by_rules is not null) as model_unknown
        , count(*) filter (where by_model is not null and by_rules is null) as rules_unknown
        , count(answers.method) filter (where by_model is null and by_rules is null) as both_unknown
    from questions
    left join answers on answers.question = questions.question and answers.method = 'model'
    group by questions.question
)

, rates as (
    select
        *
        , (both_yes + both_no)::numeric / nullif(n, 0) as agreement
        -- What two would agree on who each say yes as often as these do, about companies drawn by lot.
        , (
            (both_yes + model_yes_rules_no)::numeric * (both_yes + model_no_rules_yes)
            + (both_no + model_no_rules_yes)::numeric * (both_no + model_yes_rules_no)
        ) / nullif(n::numeric * n, 0) as agreement_by_chance
    from counts
)

select
    question
    , companies
    , n
    , both_yes
    , both_no
    , model_yes_rules_no
    , model_no_rules_yes
    , model_unknown
    , rules_unknown
    , both_unknown
    , round(agreement, 10) as agreement
    , round({{wilson_low "(both_yes + both_no)" "n"}}, 10) as agreement_low
    , round({{wilson_high "(both_yes + both_no)" "n"}}, 10) as agreement_high
    , round(agreement_by_chance, 10) as agreement_by_chance
    , round((agreement - agreement_by_chance) / nullif(1 - agreement_by_chance, 0), 10) as kappa
from rates
