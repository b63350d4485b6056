{{!-- What an industry is compared by: letters and digits alone, so that "E-Commerce", "e commerce" and "ecommerce" are one. --}}
{{#macro "industry_key" as |industry|}}
nullif(regexp_replace(replace({{text_key industry}}, '&', 'and'), '[\u0001-/:-`{-\u00bf\u2000-\u206f]+', '', 'g'), '')
{{/macro}}
