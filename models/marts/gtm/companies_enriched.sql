-- One row per company: what the file says of it and what was found out. Nothing here is simulated.
select
    companies.domain
    , companies.name
    , companies.description
    , companies.primary_industry
    , companies.size
    , companies.employee_band
    , companies.type
    , companies.location
    , companies.country
    , companies.linkedin_url
    , companies.is_previous_customer
    , icp.is_icp
    , icp.icp_segment
    , icp.confidence as icp_confidence
    , icp.reason as icp_reason
    , icp.method as icp_method
    , techstack.uses_x12
    , techstack.uses_clearinghouse
    , techstack.uses_fhir
    , techstack.uses_hl7
    , techstack.confidence as techstack_confidence
    , techstack.reason as techstack_reason
    , techstack.method as techstack_method
    , {{as_of}} as updated_at
from {{ref "companies"}} as companies
left join {{ref "company_icp"}} as icp on icp.domain = companies.domain
left join {{ref "company_techstack"}} as techstack on techstack.domain = companies.domain
