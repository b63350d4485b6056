{{!-- How far a share may be trusted: by the customers whose industry is known, and their part of all customers. --}}
{{#macro "confidence_label" as |known coverage|}}
case
    when {{known}} >= {{var "confidence_high_customers"}} and {{coverage}} >= {{var "confidence_high_coverage"}} then 'high'
    when {{known}} >= {{var "confidence_medium_customers"}} and {{coverage}} >= {{var "confidence_medium_coverage"}} then 'medium'
    else 'low'
end
{{/macro}}
