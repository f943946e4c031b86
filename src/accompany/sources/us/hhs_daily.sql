-- One row per day and measure, from one row per day.

CREATE OR REPLACE TABLE daily_day AS
SELECT
    line,
    raw,
    coalesce(
        read_day(date),
        sane_day(try_strptime(date, ['%B %d, %Y', '%b %d, %Y'])::DATE::VARCHAR)
    ) AS on_day,
    date IS NULL AND coalesce(
        cbp_apprehended, cbp_custody, cbp_transferred, hhs_care, hhs_discharged
    ) IS NULL AS blank
FROM daily_row;

CREATE OR REPLACE TABLE daily_count AS
SELECT
    daily_row.line,
    found.measure,
    found.cell,
    CASE WHEN regexp_full_match(found.cell, '\d{1,3}(,\d{3})*|\d+(\.0)?')
        THEN replace(regexp_replace(found.cell, '\.0$', ''), ',', '')::BIGINT END AS n
FROM daily_row
CROSS JOIN LATERAL (VALUES {{measures}}) AS found (measure, cell)
WHERE found.measure IN ({{present}});

INSERT INTO problem
SELECT
    line, 'Date', 'set aside', 'the day cannot be read',
    'Write days as HHS does, December 21, 2025, or as 2025-12-21.', raw
FROM daily_day
WHERE on_day IS NULL AND NOT blank;

INSERT INTO problem
SELECT
    daily_day.line, '', 'set aside', 'no count in the row can be read',
    'Write whole numbers, with or without commas.', raw
FROM daily_day
WHERE on_day IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM daily_count
        WHERE daily_count.line = daily_day.line AND daily_count.n IS NOT NULL
    );

INSERT INTO problem
SELECT
    daily_day.line, daily_count.measure, 'noted',
    CASE WHEN cell IS NULL THEN 'the count is missing' ELSE 'the count is not a whole number' END,
    'The other counts of the day are kept; a missing count is not a zero.', raw
FROM daily_day
INNER JOIN daily_count ON daily_day.line = daily_count.line
WHERE on_day IS NOT NULL AND n IS NULL
    AND daily_day.line NOT IN (SELECT line FROM problem WHERE outcome = 'set aside');

-- A day printed twice keeps both counts; where they agree they are one fact.
CREATE OR REPLACE TABLE daily_stated AS
SELECT
    daily_day.line,
    daily_day.raw,
    on_day,
    measure,
    n,
    row_number() OVER (PARTITION BY on_day, measure ORDER BY daily_day.line) AS occurrence
FROM daily_day
INNER JOIN daily_count ON daily_day.line = daily_count.line
WHERE on_day IS NOT NULL AND n IS NOT NULL;

INSERT INTO problem
SELECT DISTINCT
    line, 'Date', 'noted', 'the day stands in the file more than once',
    'Both rows are kept; ask HHS which one is right.', raw
FROM daily_stated
WHERE occurrence > 1;

INSERT INTO stated
SELECT
    line,
    'us/hhs_daily:series:hhs',
    'published-count',
    on_day,
    on_day,
    NULL,
    NULL,
    {{zone}},
    'hhs',
    '',
    '{' || concat_ws(',', said('measure', measure), said('n', n), said('series', 'hhs')) || '}',
    concat_ws('|', on_day, measure, CASE WHEN occurrence > 1 THEN '#' || occurrence END)
FROM daily_stated;
