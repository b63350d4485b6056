{{!-- Statistics in plain SQL: no extension, no function that Postgres 15 lacks. Golden values are in tests/warehouse. --}}

{{!-- Wilson's lower bound of hits / total (1927); NULL without a total. sqrt of numeric: the same digits everywhere. --}}
{{#macro "wilson_low" z="1.96" as |hits total|}}
(
    {{hits}}::numeric / nullif({{total}}, 0) + {{z}} * {{z}} / (2 * nullif({{total}}, 0))
    - {{z}} * sqrt(
        (
            {{hits}}::numeric / nullif({{total}}, 0) * (1 - {{hits}}::numeric / nullif({{total}}, 0))
            + {{z}} * {{z}} / (4 * nullif({{total}}, 0))
        ) / nullif({{total}}, 0)
    )
) / (1 + {{z}} * {{z}} / nullif({{total}}, 0))
{{/macro}}

{{!-- Wilson's upper bound. --}}
{{#macro "wilson_high" z="1.96" as |hits total|}}
(
    {{hits}}::numeric / nullif({{total}}, 0) + {{z}} * {{z}} / (2 * nullif({{total}}, 0))
    + {{z}} * sqrt(
        (
            {{hits}}::numeric / nullif({{total}}, 0) * (1 - {{hits}}::numeric / nullif({{total}}, 0))
            + {{z}} * {{z}} / (4 * nullif({{total}}, 0))
        ) / nullif({{total}}, 0)
    )
) / (1 + {{z}} * {{z}} / nullif({{total}}, 0))
{{/macro}}

{{!-- ln(n!) in double precision: the table to 20!, from there Stirling's series to 1/n^7 (error below 1e-14). --}}
{{#macro "ln_factorial" as |n|}}
case
    when {{n}} <= 20 then ln((array[
        1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800, 87178291200,
        1307674368000, 20922789888000, 355687428096000, 6402373705728000, 121645100408832000, 2432902008176640000
    ]::double precision[])[({{n}})::integer + 1])
    else ({{n}} + 0.5::double precision) * ln(({{n}})::double precision) - {{n}} + 0.5 * ln(2 * pi())
        + 1 / (12 * ({{n}})::double precision)
        - 1 / (360 * ({{n}})::double precision ^ 3)
        + 1 / (1260 * ({{n}})::double precision ^ 5)
        - 1 / (1680 * ({{n}})::double precision ^ 7)
end
{{/macro}}

{{!--
  Fisher's exact test, two-sided: the probability of all tables with these margins that are no likelier than the
  observed one (tolerance 1e-7 in the logarithm). a of n1 have the value in one group, c of n2 in the other.
--}}
{{#macro "fisher_two_sided" as |a n1 c n2|}}
(
    with tables as (
        select
            x
            , - {{ln_factorial "x"}} - {{ln_factorial "(x_of.k - x)"}}
            - {{ln_factorial "(x_of.n1 - x)"}} - {{ln_factorial "(x_of.n2 - x_of.k + x)"}} as log_weight
            , x_of.a
        from
            (select ({{a}})::bigint as a, ({{n1}})::bigint as n1, ({{n2}})::bigint as n2
                , ({{a}} + {{c}})::bigint as k) as x_of
            , generate_series(greatest(0, x_of.k - x_of.n2), least(x_of.k, x_of.n1)) as x
    )
    , observed as (
        select log_weight from tables where x = a
    )
    -- Weights relative to the likeliest table neither overflow nor vanish.
    select least(1, {{significant
        "sum(exp(tables.log_weight - top.log_weight)) filter (where tables.log_weight <= observed.log_weight + 1e-7) / sum(exp(tables.log_weight - top.log_weight))"
    }})
    from tables, observed, (select max(log_weight) as log_weight from tables) as top
)
{{/macro}}

{{!-- Double precision to numeric with so many digits that every engine's libm agrees on them. --}}
{{#macro "significant" digits="9" as |value|}}
(select case when v = 0 then 0 else round(v, {{digits}} - 1 - floor(log(abs(v)))::integer) end
    from (select ({{value}})::numeric as v) as measured)
{{/macro}}

{{!--
  Benjamini-Hochberg over the rows at hand (keep them to the tested ones): p * tests / rank, made monotone from the
  largest p down, at most 1. rank and tests are columns: row_number() over (order by p, then the key), count(*) over ().
--}}
{{#macro "benjamini_hochberg" as |p rank tests|}}
least(1, min({{p}} * {{tests}} / {{rank}}) over (order by {{rank}} desc rows unbounded preceding))
{{/macro}}

{{!-- Fifth of a distribution, 1 to 5, from the number of rows strictly below and the number of other rows. --}}
{{#macro "fifth" as |below others|}}
least(5, 1 + 5 * {{below}} / greatest({{others}}, 1))::integer
{{/macro}}
