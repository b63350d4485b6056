{{!--
  Statistics in plain SQL: no extension, no function that Postgres 15 lacks. Where another engine writes a thing otherwise
  the macro has a variant for its adapter. tests/warehouse/statistics.test.ts holds them to values computed elsewhere.
--}}

{{!--
  Wilson's interval of hits / total (1927): in numeric arithmetic, so the same digits everywhere; NULL without a total.
  Written so that no hit has the lower bound 0 and nothing but hits the upper bound 1 exactly. sign is - or +.
--}}
{{#macro "wilson_bound" as |hits total z sign|}}
(
    (
        2 * ({{hits}})::numeric + {{z}} * {{z}}
        {{sign}} {{z}} * sqrt({{z}} * {{z}} + 4 * ({{hits}})::numeric * (1 - ({{hits}})::numeric / nullif({{total}}, 0)))
    ) / (2 * (nullif({{total}}, 0) + {{z}} * {{z}}))
)
{{/macro}}

{{#macro "wilson_low" z="1.96" as |hits total|}}{{wilson_bound hits total z "-"}}{{/macro}}

{{#macro "wilson_high" z="1.96" as |hits total|}}{{wilson_bound hits total z "+"}}{{/macro}}

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

{{#macro "ln_factorial" adapter="duckdb" as |n|}}lgamma(({{n}})::double + 1){{/macro}}

{{!-- Probability of exactly x hits in a group of n1, when k of n1 + n2 are hits and the group is drawn by lot. --}}
{{#macro "hypergeometric" as |x n1 k n2|}}
(
    select exp(
        {{ln_factorial "k"}} + {{ln_factorial "(n1 + n2 - k)"}} + {{ln_factorial "n1"}} + {{ln_factorial "n2"}}
        - {{ln_factorial "(n1 + n2)"}} - {{ln_factorial "x"}} - {{ln_factorial "(k - x)"}}
        - {{ln_factorial "(n1 - x)"}} - {{ln_factorial "(n2 - k + x)"}}
    )
    from (select ({{x}})::bigint as x, ({{n1}})::bigint as n1, ({{k}})::bigint as k, ({{n2}})::bigint as n2) as drawn
)
{{/macro}}

{{!--
  Fisher's exact test, two-sided: the probability of all tables with these margins that are no likelier than the
  observed one (tolerance 1e-7 in the logarithm). a of n1 have the value in one group, c of n2 in the other.
  Each weight comes from its neighbour by one ratio, not from nine factorials: logarithms of the size of ln(N!) would
  lose the digits that tell two tables apart, and there are far fewer of them to take. Tables 20 standard deviations
  away weigh less than 1e-80 together: they are looked at only where the observed one is among them.
--}}
{{#macro "fisher_two_sided" as |a n1 c n2|}}
(
    with margins as (
        select
            given.*
            , greatest(0, k - n2) as lowest
            , least(k, n1) as highest
            , k * n1 / n as mean
            , 40 + 20 * sqrt(k * n1 / n * n2 / n * (n - k) / greatest(n - 1, 1)) as reach
        from (
            select ({{a}})::bigint as a, ({{n1}})::bigint as n1, ({{n2}})::bigint as n2, ({{a}} + {{c}})::bigint as k
                , ({{n1}} + {{n2}})::double precision as n
        ) as given
    )
    , range_of_tables as (
        select
            *
            , greatest(lowest, least(a, floor(mean - reach)::bigint)) as first
            , least(highest, greatest(a, ceil(mean + reach)::bigint)) as last
        from margins
    )
    , tables as (
        select
            x
            , a
            , sum(case
                when x > first
                    then ln(((k - x + 1) * (n1 - x + 1))::double precision / (x * (n2 - k + x))::double precision)
                else 0
            end) over (order by x) as log_weight
        from range_of_tables, generate_series(first, last) as x
    )
    , observed as (
        select log_weight from tables where x = a
    )
    -- Relative to the likeliest table nothing overflows; exp() below -700 would be an error, and there is nothing to see.
    , weights as (
        select
            exp(greatest(tables.log_weight - max(tables.log_weight) over (), -700)) as weight
            , tables.log_weight <= observed.log_weight + 1e-7 as is_no_likelier
        from tables, observed
    )
    select least(1, {{significant "sum(weight) filter (where is_no_likelier) / sum(weight)"}})
    from weights
)
{{/macro}}

{{!-- Double precision to numeric with so many digits that every engine's libm agrees on them. --}}
{{#macro "significant" digits="12" as |value|}}
(select case when v = 0 then 0 else round(v, {{digits}} - 1 - floor(log(abs(v)))::integer) end
    from (select ({{value}})::numeric as v) as measured)
{{/macro}}

{{!--
  Benjamini-Hochberg over the rows at hand (keep them to the tested ones): p * tests / rank, made monotone from the
  largest p down, at most 1. rank and tests are columns: row_number() over (order by p, then the key), count(*) over ();
  family is the column that tells one run of tests from another.
--}}
{{#macro "benjamini_hochberg" family="null::integer" as |p rank tests|}}
least(1, min({{p}} * {{tests}} / {{rank}}) over (partition by {{family}} order by {{rank}} desc rows unbounded preceding))
{{/macro}}

{{!--
  Fifth of a distribution, 1 to 5, from the number of rows strictly below and the number of other rows; NULL for a row
  without a place (least() would pass over the NULL and make it a 5).
--}}
{{#macro "fifth" as |below others|}}
case when ({{below}}) is not null then least(5, 1 + 5 * ({{below}}) / greatest({{others}}, 1))::integer end
{{/macro}}

{{!-- PERCENT_RANK in numeric arithmetic, from a rank and the number of rows: 0 for the first, 1 for the last. --}}
{{#macro "percent_rank" as |rank rows|}}
(({{rank}}) - 1)::numeric / greatest(({{rows}}) - 1, 1)
{{/macro}}

{{!--
  A uniform draw in [0, 1) that belongs to an entity and a purpose: another entity, order or engine does not move it.
  52 bits of md5('seed|key|purpose') over 2^52.
--}}
{{#macro "keyed_draw" as |seed key purpose|}}
(('x' || left(md5({{seed}} || '|' || {{key}} || '|' || {{purpose}}), 13))::bit(52)::bigint::numeric / 4503599627370496)
{{/macro}}

{{#macro "keyed_draw" adapter="duckdb" as |seed key purpose|}}
(('0x' || left(md5({{seed}} || '|' || {{key}} || '|' || {{purpose}}), 13))::bigint::decimal(18, 0) / 4503599627370496)
{{/macro}}

{{#macro "keyed_draw" adapter="trino" as |seed key purpose|}}
(
    cast(from_base(substr(lower(to_hex(md5(to_utf8({{seed}} || '|' || {{key}} || '|' || {{purpose}})))), 1, 13), 16) as decimal(38, 20))
    / 4503599627370496
)
{{/macro}}
