-- One row per company: the features that its odds are made of. X12 is X12 or a clearinghouse, FHIR is FHIR or HL7.
{{config materialized="table"}}

select
    domain as company_key
    , {{yes_or_no "is_icp"}} as icp
    , {{yes_or_no "(uses_x12 or uses_clearinghouse)"}} as x12
    , {{yes_or_no "(uses_fhir or uses_hl7)"}} as fhir
    , {{yes_or_no "is_previous_customer"}} as previous_customer
    , coalesce(employee_band, 'unknown') as employee_band
from {{ref "companies_enriched"}}
