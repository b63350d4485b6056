-- What becomes of an address: its host, the company's key and the registered name. Each row is a case that came out
-- otherwise.
with

cases (address, host, company, registered) as (
    values
        -- How people paste them.
        ('acme.com', 'acme.com', 'acme.com', 'acme.com')
        , (' HTTPS://www.Acme.com/About?x=1#top ', 'acme.com', 'acme.com', 'acme.com')
        , ('www2.acme.com.', 'acme.com', 'acme.com', 'acme.com')
        , ('acme.com:8443', 'acme.com', 'acme.com', 'acme.com')
        , ('acme.com.:443/', 'acme.com', 'acme.com', 'acme.com')
        , ('https:/acme.com', 'acme.com', 'acme.com', 'acme.com')
        , ('http://https://acme.com', 'acme.com', 'acme.com', 'acme.com')
        , ('//acme.com/', 'acme.com', 'acme.com', 'acme.com')
        , ('https://user:secret@acme.com/login', 'acme.com', 'acme.com', 'acme.com')
        , ('https://acme.com/@someone', 'acme.com', 'acme.com', 'acme.com')
        , ('mailto:info@acme.com', 'acme.com', 'acme.com', 'acme.com')
        , ('<acme.com>,', 'acme.com', 'acme.com', 'acme.com')
        , (U&'\200bacme.com\00a0', 'acme.com', 'acme.com', 'acme.com')
        , ('acme.com\path', 'acme.com', 'acme.com', 'acme.com')
        , ('acme.com/a path', 'acme.com', 'acme.com', 'acme.com')
        , ('my_shop.acme.com', 'my_shop.acme.com', 'my_shop.acme.com', 'acme.com')
        -- www is a prefix only of something.
        , ('www.com', 'www.com', 'www.com', 'www.com')
        , ('wwwacme.com', 'wwwacme.com', 'wwwacme.com', 'wwwacme.com')
        -- What is no name.
        , ('', null, null, null)
        , ('n/a', null, null, null)
        , ('localhost', null, null, null)
        , ('Acme Inc. of Ohio', null, null, null)
        , ('acme..com', null, null, null)
        , ('.com', null, null, null)
        , ('192.168.0.1', null, null, null)
        , ('[2001:db8::1]', null, null, null)
        , ('acme.com, beta.com', null, null, null)
        -- Non-ASCII names stay as they are, composed; both ways of writing an accent are one.
        , ('Münch.DE', 'münch.de', 'münch.de', 'münch.de')
        , (U&'mu\0308nch.de', 'münch.de', 'münch.de', 'münch.de')
        , ('例え。テスト', '例え.テスト', '例え.テスト', '例え.テスト')
        , ('shop.xn--mnch-0ra.de', 'shop.xn--mnch-0ra.de', 'shop.xn--mnch-0ra.de', 'xn--mnch-0ra.de')
        -- Suffixes: one label, two, a wildcard, an exception from it, private ones.
        , ('shop.acme.co.uk', 'shop.acme.co.uk', 'shop.acme.co.uk', 'acme.co.uk')
        , ('shop.acme.example', 'shop.acme.example', 'shop.acme.example', 'acme.example')
        , ('a.b.acme.com.br', 'a.b.acme.com.br', 'a.b.acme.com.br', 'acme.com.br')
        , ('a.b.c.ck', 'a.b.c.ck', 'a.b.c.ck', 'b.c.ck')
        , ('b.c.ck', 'b.c.ck', 'b.c.ck', 'b.c.ck')
        , ('c.ck', 'c.ck', 'c.ck', null)
        , ('a.www.ck', 'a.www.ck', 'a.www.ck', 'www.ck')
        , ('www.city.kawasaki.jp', 'city.kawasaki.jp', 'city.kawasaki.jp', 'city.kawasaki.jp')
        , ('acme.other.kawasaki.jp', 'acme.other.kawasaki.jp', 'acme.other.kawasaki.jp', 'acme.other.kawasaki.jp')
        , ('co.uk', 'co.uk', 'co.uk', null)
        , ('docs.acme.github.io', 'docs.acme.github.io', 'docs.acme.github.io', 'acme.github.io')
        , ('blogspot.com', 'blogspot.com', 'blogspot.com', 'blogspot.com')
        , ('acme.blogspot.com', 'acme.blogspot.com', 'acme.blogspot.com', 'acme.blogspot.com')
        -- Shared hosts: the page is the company; a mailbox is nobody's company.
        , ('https://github.com/Acme/product?tab=readme', 'github.com', 'github.com/acme', 'github.com')
        , ('github.com/', 'github.com', 'github.com', 'github.com')
        , ('https://www.linkedin.com/company/acme/about/', 'linkedin.com', 'linkedin.com/company/acme', 'linkedin.com')
        , ('gmail.com', 'gmail.com', null, 'gmail.com')
        , ('https://yahoo.com/', 'yahoo.com', 'yahoo.com', 'yahoo.com')
        , ('someone@yahoo.com', 'yahoo.com', null, 'yahoo.com')
)

, found as (
    select
        *
        , {{company_domain "address"}} as found_company
        , {{registrable_domain "found_host"}} as found_registered
    from (select *, {{host "address"}} as found_host from cases) as cases
)

, expected as (
    select
        *
        -- With merge_subdomains the company of a plain host is the registered name.
        , case
            when company = host then {{#if (var "merge_subdomains")}}coalesce(registered, host){{else}}host{{/if}}
            else company
        end as expected_company
    from found
)

select *
from expected
where found_host is distinct from host
    or found_company is distinct from expected_company
    or found_registered is distinct from registered
