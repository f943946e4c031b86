-- How the release writes things, and what its codes mean where it says so itself.

-- Codes carry trailing blanks ("SP " and "SP" are one language); an empty cell says nothing.
CREATE OR REPLACE MACRO code(cell) AS nullif(trim(cell), '');

CREATE OR REPLACE MACRO day(cell) AS
    CASE WHEN cell[1:4] BETWEEN '1900' AND '2199' THEN try_cast(cell[1:10] AS DATE) END;

-- Most dates carry midnight for want of a time. On the Sundays on which clocks change, an hour
-- comes twice or never: what is stated then is the day.
CREATE OR REPLACE MACRO has_time(cell) AS
    length(cell) >= 19 AND cell[12:19] <> '00:00:00' AND NOT (
        dayofweek(day(cell)) = 0 AND month(day(cell)) IN (3, 4, 10, 11)
        AND cell[12:13] IN ('00', '01', '02', '03')
    );

CREATE OR REPLACE MACRO instant(cell) AS
    CASE WHEN has_time(cell) AND day(cell) IS NOT NULL
        THEN timezone('UTC', timezone({{zone}}, try_cast(cell AS TIMESTAMP))) END;

-- "2024" and "4/2024": a month, never a day nobody wrote.
CREATE OR REPLACE MACRO birth_month(cell) AS
    CASE WHEN regexp_full_match(trim(cell), '(0?[1-9]|1[0-2])/(19|20)\d{2}')
        THEN trim(cell)[-4:] || '-' || lpad(split_part(trim(cell), '/', 1), 2, '0') END;

-- Three to five leading digits, filled up to five; NULL where there are none.
CREATE OR REPLACE MACRO zip_of(cell) AS
    CASE WHEN regexp_matches(cell, '^`?\d{3,5}')
        THEN lpad(regexp_extract(cell, '^`?(\d{3,5})', 1), 5, '0') END;

CREATE OR REPLACE MACRO about(idncase) AS {{source}} || ':' || CAST(idncase AS BIGINT);

-- A row without a key of its own is known by what it says, equal rows by their order.
CREATE OR REPLACE MACRO key_of(part, cell, raw) AS
    part || '|' || CASE
        WHEN trim(cell) <> '' THEN ltrim(trim(cell), '0')
        ELSE left(sha256(rtrim(raw, chr(10))), 32)
    END;

-- A pair of a name and a value that a code or number can be, as JSON; NULL leaves it out.
CREATE OR REPLACE MACRO pair(name, content) AS '"' || name || '":' || to_json(content);

-- The pairs known without the release's own lists; nothing else is guessed.
CREATE OR REPLACE TABLE eoir_means AS
SELECT list, key, says FROM eoir_list
UNION ALL
SELECT * FROM (VALUES
    ('decision', 'RMV|X|C', 'Removed'),
    ('decision', 'RMV|V|C', 'Voluntary Departure'),
    ('decision', 'RMV|T|C', 'Terminated'),
    ('decision', 'CFR|A|C', 'Affirmed'),
    ('decision', 'CFR|V|C', 'Vacated'),
    ('decision', 'DEP|D|C', 'Deported'),
    ('decision', 'EXC|E|C', 'Excluded'),
    ('other', 'A', 'Administrative closing'),
    ('other', 'B', 'Administrative closing - Failure to Appear'),
    ('other', 'C', 'Change of Venue'),
    ('other', 'F', 'Failure to Prosecute (DHS)'),
    ('other', 'T', 'Transfer'),
    ('other', 'Y', 'Prosecutorial discretion, administrative closure'),
    ('reason', '09', 'In custody, not presented'),
    ('reason', '10', 'Notice sent or served incorrectly'),
    ('reason', '11', 'Other no-show by respondent or representative'),
    ('reason', '33', 'Interpreter did not appear'),
    ('juvenile', '1', 'J'), ('juvenile', '2', 'J1'), ('juvenile', '3', 'J2'),
    ('juvenile', '4', 'UJ'), ('juvenile', '5', 'NA'), ('juvenile', '6', 'AJ')
) AS known (list, key, says)
WHERE (list, key) NOT IN (SELECT (list, key) FROM eoir_list);
