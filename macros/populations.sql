{{!-- Who is ranked for the top 20 percent: all ranked buyers, or those who earn money (document 1, the default). --}}
{{#macro "top20_population" as |margin|}}
{{#if (eq (var "top20_population") "buyers")}}true{{else}}({{margin}} > 0){{/if}}
{{/macro}}
