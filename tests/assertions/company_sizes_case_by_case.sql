-- What becomes of a size as written: the size as LinkedIn offers it, and the band of this warehouse. Each row is a case that
-- came out otherwise.
with

cases (written, size, band) as (
    values
        ('11-50', '11-50', '11-50')
        , ('11-50 employees', '11-50', '11-50')
        , ('11–50', '11-50', '11-50')
        , ('11 to 50', '11-50', '11-50')
        , ('51 - 200', '51-200', '51-200')
        , ('1,001-5,000', '1001-5000', '1001-5000')
        , ('1,001-5,000 Employees', '1001-5000', '1001-5000')
        , ('10,001+', '10001+', '10001+')
        , ('10001+ employees', '10001+', '10001+')
        , ('2-10', '2-10', '1-10')
        , ('Self-employed', '1', '1-10')
        , ('1', '1', '1-10')
        -- Taken for a date: 11-50 is November 1950.
        , ('Nov-50', '11-50', '11-50')
        , ('nov-50', '11-50', '11-50')
        , ('nov.-50', '11-50', '11-50')
        , ('01-Nov-50', '11-50', '11-50')
        , ('11/1/1950', '11-50', '11-50')
        , ('01/11/1950', '11-50', '11-50')
        , ('1950-11-01', '11-50', '11-50')
        , ('1950-11-01 00:00:00', '11-50', '11-50')
        , ('1950-11-01T00:00:00', '11-50', '11-50')
        -- 2-10 is the tenth of February, or the second of October.
        , ('10-Feb', '2-10', '1-10')
        , ('Feb-10', '2-10', '1-10')
        , ('2-Oct', '2-10', '1-10')
        , ('02-Oct', '2-10', '1-10')
        , ('10-févr', '2-10', '1-10')
        , ('10-févr.', '2-10', '1-10')
        , ('2/10/2025', '2-10', '1-10')
        , ('10/02/2025', '2-10', '1-10')
        , ('2025-02-10', '2-10', '1-10')
        , ('2025-10-02 00:00:00', '2-10', '1-10')
        -- 1-10 is the tenth of January, or the first of October.
        , ('10-Jan', '1-10', '1-10')
        , ('Jan-10', '1-10', '1-10')
        , ('10-janv.', '1-10', '1-10')
        , ('01-Oct', '1-10', '1-10')
        , ('1/10/2024', '1-10', '1-10')
        -- A head count has a band, and is no size that a company chooses.
        , ('137', null, '51-200')
        , ('18568', null, '10001+')
        , ('250.0', null, '201-500')
        -- Other dates are no size.
        , ('2025-03-04', null, null)
        , ('12/24/2025', null, null)
        , ('Nov-51', null, null)
        , ('unknown', null, null)
        , ('11-500', null, null)
        , ('', null, null)
        , (null, null, null)
)

, found as (
    select cases.*, {{plain_range "written"}} as range
    from cases
)

, read as (
    select
        found.*
        , {{company_size_of_range "range"}} as found_size
        , {{employee_band_of_range "range"}} as found_band
    from found
)

select written, range, size, found_size, band, found_band
from read
where (size, band) is distinct from (found_size, found_band)
