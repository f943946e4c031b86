-- Rows of a published table become counts about the series, each for one whole month.

CREATE OR REPLACE TABLE encounter AS
WITH dated AS (
    SELECT
        *,
        try_cast(regexp_extract(fiscal, '(\d{4})', 1) AS INTEGER) AS fiscal_year,
        CASE lower(month_name[1:3])
            WHEN 'jan' THEN 1 WHEN 'feb' THEN 2 WHEN 'mar' THEN 3 WHEN 'apr' THEN 4
            WHEN 'may' THEN 5 WHEN 'jun' THEN 6 WHEN 'jul' THEN 7 WHEN 'aug' THEN 8
            WHEN 'sep' THEN 9 WHEN 'oct' THEN 10 WHEN 'nov' THEN 11 WHEN 'dec' THEN 12
        END AS month_number
    FROM encounter_row
),

-- A fiscal year begins in October of the year before it.
placed AS (
    SELECT
        *,
        CASE
            WHEN month IS NOT NULL THEN date_trunc('month', sane_day(month))::DATE
            WHEN fiscal_year BETWEEN 1901 AND 2199 AND month_number IS NOT NULL
                THEN make_date(fiscal_year - (month_number >= 10)::INTEGER, month_number, 1)
        END AS first_day
    FROM dated
)

SELECT
    line,
    first_day,
    last_day(first_day) AS final_day,
    (year(first_day) + (month(first_day) >= 10)::INTEGER)::VARCHAR AS fiscal_year,
    fiscal_year IS NOT NULL
        AND fiscal_year <> year(first_day) + (month(first_day) >= 10)::INTEGER AS disagrees,
    component, region, area, authority, type, demographic, nationality,
    try_cast(replace(n, ',', '') AS BIGINT) AS n,
    CASE WHEN lower(demographic) IN ('uac', 'uc', 'uc / single minors') THEN 'yes' END
        AS unaccompanied,
    coalesce(month, month_name, fiscal, component, area, authority, type, demographic, n) IS NULL
        AS blank,
    CASE
        WHEN first_day IS NULL THEN 'the month cannot be read'
        WHEN n IS NULL THEN 'the count is missing'
        WHEN try_cast(replace(n, ',', '') AS BIGINT) IS NULL
            OR try_cast(replace(n, ',', '') AS BIGINT) < 0
            THEN 'the count is not a whole number'
    END AS fault
FROM placed;

INSERT INTO problem
SELECT
    encounter.line,
    CASE WHEN contains(fault, 'month') THEN 'month' ELSE 'count' END,
    'set aside',
    fault,
    'Look at the published table; months are days such as 2024-06-01, or names with a fiscal year.',
    encounter_row.raw
FROM encounter
INNER JOIN encounter_row ON encounter.line = encounter_row.line
WHERE fault IS NOT NULL AND NOT blank;

INSERT INTO problem
SELECT
    encounter.line, 'fiscal year', 'noted',
    'the fiscal year printed is not the one this month lies in',
    'The month was taken as right.',
    encounter_row.raw
FROM encounter
INNER JOIN encounter_row ON encounter.line = encounter_row.line
WHERE fault IS NULL AND NOT blank AND disagrees;

-- The same month, place and group twice in one file: two overlapping releases were put together.
CREATE OR REPLACE TABLE encounter_stated AS
WITH keyed AS (
    SELECT
        *,
        concat_ws(
            '|', first_day, coalesce(component, ''), coalesce(region, ''), coalesce(area, ''),
            coalesce(authority, ''), coalesce(type, ''), coalesce(demographic, ''),
            coalesce(nationality, '')
        ) AS key
    FROM encounter
    WHERE fault IS NULL AND NOT blank
)

SELECT *, row_number() OVER (PARTITION BY key ORDER BY line) AS occurrence
FROM keyed;

INSERT INTO problem
SELECT
    encounter_stated.line, '', 'noted', 'this month, place and group stand in the file twice',
    'Equal counts are one fact; where they differ both are kept. Ask CBP which one is right.',
    encounter_row.raw
FROM encounter_stated
INNER JOIN encounter_row ON encounter_stated.line = encounter_row.line
WHERE occurrence > 1;

INSERT INTO stated
SELECT
    line,
    'us/cbp_encounters:series:cbp',
    'published-count',
    first_day,
    final_day,
    NULL,
    NULL,
    {{zone}},
    CASE component WHEN 'U.S. Border Patrol' THEN 'cbp-usbp'
        WHEN 'Office of Field Operations' THEN 'cbp-ofo' ELSE '' END,
    '',
    '{' || concat_ws(
        ',',
        said('area', area),
        said('authority', authority),
        said('component', component),
        said('demographic', demographic),
        said('fiscal_year', fiscal_year),
        said('measure', 'encounters'),
        said('n', n),
        said('nationality', nationality),
        said('region', region),
        said('series', 'cbp'),
        said('type', type),
        said('unaccompanied', unaccompanied)
    ) || '}',
    key || CASE WHEN occurrence > 1 THEN '|#' || occurrence ELSE '' END
FROM encounter_stated;
