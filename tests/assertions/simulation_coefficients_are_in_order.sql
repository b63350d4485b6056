-- What document 3 says of the features: fit counts, X12 counts more than FHIR, a former customer is likelier, wins more and
-- decides sooner; and every band of employees has its coefficients and its revenue.
with

effects as (
    select feature, value, deal_logit, win_logit, cycle_factor
    from {{ref "gtm_coefficients"}}
    where value = 'yes'
)

select 'order of effects' as problem
from effects as icp
join effects as x12 on x12.feature = 'x12'
join effects as fhir on fhir.feature = 'fhir'
join effects as previous on previous.feature = 'previous_customer'
where icp.feature = 'icp'
    and not (
        icp.deal_logit > 0 and icp.win_logit > 0
        and x12.deal_logit > fhir.deal_logit and fhir.deal_logit > 0
        and x12.win_logit > fhir.win_logit and fhir.win_logit > 0
        and previous.deal_logit > 0 and previous.win_logit > 0 and previous.cycle_factor < 1
    )
union all
select 'band without ' || case when bands.employee_band is null then 'revenue: ' else 'coefficients: ' end
    || coalesce(bands.employee_band, coefficients.value)
from {{ref "gtm_arr_bands"}} as bands
full join (select value from {{ref "gtm_coefficients"}} where feature = 'employee_band') as coefficients
    on coefficients.value = bands.employee_band
where bands.employee_band is null or coefficients.value is null
union all
select 'no price for ' || bands.employee_band
from {{ref "gtm_arr_bands"}} as bands
where not exists (
    select 1
    from {{ref "gtm_price_list"}} as list
    where list.annual_price between bands.arr_floor and bands.arr_ceiling
)
