-- One row per combination of features that occurs: what they add to the logits of a deal and of winning it, and what they
-- multiply times and revenue by. Features are few, so companies are many to a row.
{{config materialized="table"}}

with

profiles as (
    select icp, x12, fhir, previous_customer, employee_band from {{ref "int_gtm_profiles"}}
    union
    select icp, x12, fhir, previous_customer, employee_band from {{ref "gtm_reference_profiles"}}
)

select
    profiles.*
    , icp.deal_logit + x12.deal_logit + fhir.deal_logit + previous_customer.deal_logit + employee_band.deal_logit as deal_effect
    , icp.win_logit + x12.win_logit + fhir.win_logit + previous_customer.win_logit + employee_band.win_logit as win_effect
    , icp.cycle_factor * x12.cycle_factor * fhir.cycle_factor * previous_customer.cycle_factor
        * employee_band.cycle_factor as cycle_factor
    , icp.arr_factor * x12.arr_factor * fhir.arr_factor * previous_customer.arr_factor * employee_band.arr_factor as arr_factor
from profiles
{{#each (list "icp" "x12" "fhir" "previous_customer" "employee_band") as |feature|}}
join {{ref "gtm_coefficients"}} as {{feature}}
    on {{feature}}.feature = '{{feature}}'
    and {{feature}}.value = profiles.{{feature}}
{{/each}}
