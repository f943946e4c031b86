-- What every adapter says in SQL: cells tidied, days read, values written as canonical JSON.

-- Control characters other than tab and line break are accidents of old systems; a cell that
-- holds only blanks is empty, and an empty cell is absent.
CREATE OR REPLACE MACRO tidy(cell) AS
    nullif(
        trim(
            regexp_replace(cell, '[\x00-\x08\x0B\x0C\x0E-\x1F]', ' ', 'g'),
            chr(32) || chr(9) || chr(10) || chr(13) || chr(160)
        ),
        ''
    );

-- A day written 2024-06-11 (a midnight after it says nothing more), 6/11/24 or 6/11/2024, month
-- first. Two digits of a year stand for 1969 to 2068. NULL where it is no such day, or where
-- the year is not between 1900 and 2199.
CREATE OR REPLACE MACRO two_digit_year(yy) AS
    CASE WHEN yy::INTEGER < 69 THEN '20' || yy ELSE '19' || yy END;

CREATE OR REPLACE MACRO sane_day(written) AS
    CASE WHEN year(try_cast(written AS DATE)) BETWEEN 1900 AND 2199
        THEN try_cast(written AS DATE) END;

CREATE OR REPLACE MACRO read_day(cell) AS
    sane_day(CASE
        WHEN regexp_full_match(cell, '\d{4}-\d{2}-\d{2}([ T]00:00(:00(\.0+)?)?)?')
            THEN cell[1:10]
        WHEN regexp_full_match(cell, '\d{1,2}/\d{1,2}/\d{4}( 0{1,2}:00(:00)?)?')
            THEN regexp_replace(cell, '^(\d{1,2})/(\d{1,2})/(\d{4}).*$', '\3-\1-\2')
        WHEN regexp_full_match(cell, '\d{1,2}/\d{1,2}/\d{2}')
            THEN two_digit_year(cell[-2:])
                || regexp_replace(cell, '^(\d{1,2})/(\d{1,2})/.*$', '-\1-\2')
    END);

-- One value of a fact's details, or NULL; `concat_ws` then leaves it out.
CREATE OR REPLACE MACRO said(name, content) AS
    to_json(name::VARCHAR) || ':' || to_json(content::VARCHAR);
