{{!--
  What draws the simulated pipeline of document 3. Everything comes from keyed_draw: a draw belongs to a company and a
  purpose, so another company, another order of rows or another engine moves none. Arithmetic is numeric: logarithms and
  exponentials have the same digits wherever they are computed.
--}}

{{!-- A uniform draw of a company or deal, by the seed of project.yml. --}}
{{#macro "pipeline_draw" as |key purpose|}}{{keyed_draw (literal (var "gtm_seed")) key purpose}}{{/macro}}

{{!-- The same, never 0: it can be put into a logarithm. --}}
{{#macro "positive_draw" as |seed key purpose|}}
({{keyed_draw seed key purpose}} + 0.5 / 4503599627370496)
{{/macro}}

{{!--
  A draw from the normal distribution (mean 0, variance 1) by Box and Muller (1958), from two purposes. The cosine is the
  only thing that libraries compute with different last digits: twelve are kept.
--}}
{{#macro "normal_draw" as |seed key purpose|}}
(
    sqrt(-2 * ln({{positive_draw seed key (draw_part purpose "radius")}}))
    * round(cos(2 * pi() * ({{keyed_draw seed key (draw_part purpose "angle")}})::double precision)::numeric, 12)
)
{{/macro}}

{{#macro "normal_draw" adapter="duckdb" as |seed key purpose|}}
(
    sqrt(-2 * ln({{positive_draw seed key (draw_part purpose "radius")}}))
    * round(cos(2 * pi() * {{keyed_draw seed key (draw_part purpose "angle")}}), 12)
)
{{/macro}}

{{#macro "normal_draw" adapter="trino" as |seed key purpose|}}
(
    sqrt(-2 * ln(cast({{positive_draw seed key (draw_part purpose "radius")}} as double)))
    * round(cos(2 * pi() * cast({{keyed_draw seed key (draw_part purpose "angle")}} as double)), 12)
)
{{/macro}}

{{!-- One of the two uniform draws behind a normal one. --}}
{{#macro "draw_part" as |purpose part|}}({{purpose}}) || '/{{part}}'{{/macro}}

{{!-- A draw from the log-normal distribution; its median is exp(mean). --}}
{{#macro "log_normal_draw" as |seed key purpose mean deviation|}}
exp({{mean}} + {{deviation}} * {{normal_draw seed key purpose}})
{{/macro}}

{{!--
  The intercept at which probabilities have a given mean: sum(weight * probability_of(intercept + effect)) = mean *
  sum(weight) over `rows`, a relation with the columns effect and weight. 40 halvings of [-20, 20], so it is as good as 4e-11
  and always the same; NULL without rows.
--}}
{{#macro "calibrated_intercept" as |rows mean|}}
(
    with recursive

    halvings (step, low, high) as (
        select 0, -20::numeric, 20::numeric
        union all
        select
            halvings.step + 1
            , case when reached.is_below then middles.middle else halvings.low end
            , case when reached.is_below then halvings.high else middles.middle end
        from halvings
        cross join lateral (select (halvings.low + halvings.high) / 2 as middle) as middles
        cross join lateral (
            select
                sum(given.weight * {{probability_of "(middles.middle + given.effect)"}})
                    < {{mean}} * sum(given.weight) as is_below
            from {{rows}} as given
        ) as reached
        where halvings.step < 40
            and reached.is_below is not null
    )

    select round((low + high) / 2, 10)
    from halvings
    where step = 40
)
{{/macro}}

{{!-- yes, no or unknown: what is not known is no "no". --}}
{{#macro "yes_or_no" as |flag|}}
case {{flag}} when true then 'yes' when false then 'no' else 'unknown' end
{{/macro}}

{{!-- What a deal's draws are for: the bare purpose for a company's first deal, with a number for later ones. --}}
{{#macro "deal_purpose" as |purpose deal_number|}}
'{{purpose}}' || case when {{deal_number}} > 1 then ':' || {{deal_number}}::text else '' end
{{/macro}}

{{!--
  How likely a deal with the probability p of winning gets to a stage, from the defaults of gtm_stages (first: that of
  stage 1). The odds of all stages are moved by the same factor, so that stage 1 has p; then p over the stage's probability
  comes down to this. The defaults themselves give .20, .40, .60: steps of .50, .667 and so on.
--}}
{{#macro "reach_of_stage" as |p probability first|}}
({{p}} + (1 - {{p}}) * ({{first}} / (1 - {{first}})) * ((1 - {{probability}}) / {{probability}}))
{{/macro}}

{{!-- How likely a deal wins that has got to a stage. --}}
{{#macro "win_probability_at" as |p probability first|}}
({{p}} / {{reach_of_stage p probability first}})
{{/macro}}

{{!-- A number of seconds as an interval. --}}
{{#macro "seconds" as |number|}}({{number}}) * interval '1 second'{{/macro}}

{{!-- The second of the simulated time in which a company's first deal begins, counted from gtm_first_day. --}}
{{#macro "pipeline_second" as |company_key|}}
floor({{pipeline_draw company_key "'created'"}} * 86400 * (date '{{var "gtm_last_day"}}' - date '{{var "gtm_first_day"}}'))::bigint
{{/macro}}
