-- Release rows become one `released` fact each; what cannot be read is set aside.

CREATE OR REPLACE TABLE release AS
WITH mended AS (
    SELECT
        line,
        regexp_replace(id, '\.0$', '') AS id,
        country,
        CASE lower(sex) WHEN 'm' THEN 'M' WHEN 'male' THEN 'M' WHEN 'f' THEN 'F'
            WHEN 'female' THEN 'F' ELSE sex END AS sex,
        entered,
        read_day(entered) AS entered_on,
        released,
        read_day(released) AS released_on,
        CASE
            WHEN regexp_full_match(category, '[123](\.0)?') THEN category[1:1]
            WHEN lower(category) IN ('parent or guardian', 'parent or legal guardian') THEN '1'
            WHEN lower(category) = 'immediate relative' THEN '2'
            WHEN lower(category) = 'distant relative or unrelated adult' THEN '3'
            ELSE category
        END AS category,
        replace(relationship, chr(8217), chr(39)) AS relationship,
        state,
        county,
        city,
        CASE WHEN lower(zip) NOT IN ('nan', 'none', 'na', 'n/a', '.')
            THEN regexp_replace(zip, '\.0$', '') END AS zip_written,
        CASE
            WHEN regexp_full_match(zip_written, '\d{5}([- ]?\d{4})?') THEN zip_written[1:5]
            WHEN regexp_full_match(zip_written, '\d{3,4}') THEN lpad(zip_written, 5, '0')
        END AS zip,
        coalesce(id, country, sex, entered, released, zip, category, relationship, state) IS NULL
            AS blank
    FROM release_row
)

SELECT
    mended.* EXCLUDE (state, county),
    coalesce(mended.state, counties.state) AS state,
    CASE WHEN mended.state IS NULL THEN coalesce(mended.county, counties.county)
        ELSE mended.county END AS county,
    CASE
        WHEN mended.blank THEN NULL
        WHEN mended.released IS NULL THEN 'the date of release is missing'
        WHEN mended.released_on IS NULL THEN 'the date of release is not a date of 1900 to 2199'
        WHEN mended.entered IS NOT NULL AND mended.entered_on IS NULL
            THEN 'the date of entry is not a date of 1900 to 2199'
        WHEN mended.released_on < mended.entered_on THEN 'the child is released before it entered'
    END AS fault
FROM mended
LEFT JOIN zips ON mended.zip = zips.zip
LEFT JOIN counties ON zips.fips = counties.fips;

INSERT INTO problem
SELECT
    release.line,
    CASE WHEN contains(fault, 'entry') THEN 'Child''s Date of Entry'
        ELSE 'Child''s Date of Release' END,
    'set aside',
    fault,
    'Ask HHS/ORR for the right date; it is written month/day/year or year-month-day.',
    release_row.raw
FROM release INNER JOIN release_row ON release.line = release_row.line
WHERE fault IS NOT NULL;

INSERT INTO problem
SELECT
    release.line, found.column_name, found.outcome, found.what, found.advice, release_row.raw
FROM release
INNER JOIN release_row ON release.line = release_row.line
CROSS JOIN LATERAL (VALUES
    (
        release.entered IS NULL, 'Child''s Date of Entry', 'noted',
        'the date of entry is missing', 'Ask HHS/ORR for it; the release is kept without it.'
    ),
    (
        release.zip IS NULL AND zip_written IS NOT NULL, 'Sponsor Zipcode', 'noted',
        'the ZIP code is not five digits', 'Ask HHS/ORR for it; the release is kept without it.'
    ),
    (
        length(zip_written) < 5 AND release.zip IS NOT NULL, 'Sponsor Zipcode', 'repaired',
        'the ZIP code had lost its leading zero',
        'Have ZIP codes written as text, not as numbers.'
    ),
    (
        release.category NOT IN ('1', '2', '3'), 'Sponsor Category', 'noted',
        'the sponsor category is none of the three', 'It is kept as written; ask what it means.'
    )
) AS found (applies, column_name, outcome, what, advice)
WHERE fault IS NULL AND NOT blank AND found.applies;

-- A row without an ID is named by what it says, so the same row has the same name in every form
-- of the file; equal rows are numbered, and none is dropped.
INSERT INTO stated
WITH hashed AS (
    SELECT
        *,
        left(sha256(concat_ws(
            chr(31),
            coalesce(country, ''), coalesce(sex, ''),
            coalesce(entered_on::VARCHAR, ''), released_on::VARCHAR,
            coalesce(category, ''), coalesce(relationship, ''),
            coalesce(state, ''), coalesce(county, ''), coalesce(city, ''), coalesce(zip, '')
        )), 32) AS content
    FROM release
    WHERE fault IS NULL AND NOT blank
),

numbered AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY coalesce(id, content) ORDER BY line) AS occurrence
    FROM hashed
),

named AS (
    SELECT
        *,
        CASE
            WHEN id IS NULL THEN content || '#' || occurrence
            WHEN occurrence > 1 THEN id || '#' || occurrence
            ELSE id
        END AS record
    FROM numbered
)

SELECT
    line,
    'us/orr_releases:' || record,
    'released',
    released_on,
    released_on,
    NULL,
    NULL,
    {{zone}},
    'hhs-orr',
    'sponsor',
    '{' || concat_ws(
        ',',
        said('category', category),
        said('city', city),
        said('country', country),
        said('county', county),
        said('entered_on', entered_on),
        said('relationship', relationship),
        said('sex', sex),
        said('state', state),
        said('zip', zip)
    ) || '}',
    record
FROM named;
