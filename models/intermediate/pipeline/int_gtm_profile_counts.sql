-- How many companies have which features, in the columns of reference.gtm_reference_profiles: exported over that seed, the
-- companies at hand become the market on which the odds are calibrated.
select
    icp
    , x12
    , fhir
    , previous_customer
    , employee_band
    , count(*) as companies
from {{ref "int_gtm_profiles"}}
group by icp, x12, fhir, previous_customer, employee_band
