-- What every adapter says in SQL: cells tidied, days read, values written as canonical JSON.

-- Control characters other than tab and line break are accidents of old systems; a cell that
-- holds only blanks is empty, and an empty cell is absent.
-- Most cells have nothing to tidy, and one look tells.
CREATE OR REPLACE MACRO tidy(cell) AS
    CASE WHEN regexp_matches(cell, '[\x00-\x08\x0B\x0C\x0E-\x1F]|^[\s\x{A0}]|[\s\x{A0}]$|^$')
        THEN nullif(
            trim(
                regexp_replace(cell, '[\x00-\x08\x0B\x0C\x0E-\x1F]', ' ', 'g'),
                chr(32) || chr(9) || chr(10) || chr(13) || chr(160)
            ),
            ''
        )
        ELSE cell
    END;

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

-- The common ways to write a moment; anything else is `odd` and read by core.when.read_when.
CREATE OR REPLACE MACRO moment_form(written) AS
    CASE
        WHEN regexp_full_match(written, '\d{4}-\d{2}-\d{2}') THEN 'day'
        WHEN regexp_full_match(
            written, '\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{3}|\.\d{6})?)?'
        ) THEN 'wall'
        WHEN regexp_full_match(
            written,
            '\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{3}|\.\d{6})?)?'
            || '(Z|[+-](0\d|1[0-4]):[0-5]\d)'
        ) THEN 'offset'
        ELSE 'odd'
    END;

CREATE OR REPLACE MACRO moment_local(written) AS
    try_cast(replace(regexp_replace(written, '(Z|[+-]\d{2}:\d{2})$', ''), 'T', ' ')
        || CASE WHEN regexp_matches(written, '^.{10}.\d{2}:\d{2}(Z|[+-]|$)') THEN ':00' ELSE '' END
        AS TIMESTAMP);

CREATE OR REPLACE MACRO moment_offset(written) AS
    to_minutes(CASE
        WHEN written[-1:] = 'Z' THEN 0
        ELSE (CASE WHEN written[-6:-6] = '-' THEN -1 ELSE 1 END)
            * (written[-5:-4]::INTEGER * 60 + written[-2:]::INTEGER)
    END);

-- Dates of a spreadsheet whose mapping says in which order they are written, as ISO; a time
-- after the date stays. What is not so written is left as it is, to be found out later.
CREATE OR REPLACE MACRO reordered(cell, day_at, month_at) AS
    CASE WHEN regexp_matches(cell, '^\d{1,2}[/.-]\d{1,2}[/.-](\d{4}|\d{2})(\D|$)')
        THEN
            CASE WHEN length(regexp_extract(cell, '^\d+\D\d+\D(\d+)', 1)) = 2
                THEN two_digit_year(regexp_extract(cell, '^\d+\D\d+\D(\d+)', 1))
                ELSE regexp_extract(cell, '^\d+\D\d+\D(\d+)', 1) END
            || '-' || lpad(regexp_extract(cell, '^(\d+)\D(\d+)', month_at), 2, '0')
            || '-' || lpad(regexp_extract(cell, '^(\d+)\D(\d+)', day_at), 2, '0')
            || regexp_extract(cell, '^\d+\D\d+\D\d+(.*)$', 1)
        ELSE cell
    END;

CREATE OR REPLACE MACRO day_first(cell) AS reordered(cell, 1, 2);

CREATE OR REPLACE MACRO month_first(cell) AS reordered(cell, 2, 1);
