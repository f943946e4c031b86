-- What each record says of its person: of every value, the last that was given.
CREATE OR REPLACE TABLE described AS
WITH said AS NOT MATERIALIZED (
    SELECT about, happened_latest AS on_day, known_at, fact_id, details
    FROM {{facts}}
    WHERE kind = 'person-described'
),

-- most records are told of once, and what they say needs no comparing
often AS (SELECT about FROM said GROUP BY about HAVING count(*) > 1),

once_or_in_order AS (
    SELECT about, 0 AS n, details FROM said ANTI JOIN often USING (about)
    UNION ALL
    SELECT
        about, row_number() OVER (PARTITION BY about ORDER BY on_day, known_at, fact_id) AS n,
        details
    FROM said SEMI JOIN often USING (about)
),

given AS (
    SELECT
        about, n,
        json_extract_string(details, [
            '$.kind', '$.given_names', '$.surnames', '$.sex', '$.born_on', '$.country',
            '$.a_number', '$.address', '$.unit', '$.city', '$.zip', '$.phone', '$.email'
        ]) AS v
    FROM once_or_in_order
)

SELECT
    about, v[1] AS kind, v[2] AS given_names, v[3] AS surnames, v[4] AS sex, v[5] AS born_on,
    v[6] AS country, v[7] AS a_number, v[8] AS address, v[9] AS unit, v[10] AS city, v[11] AS zip,
    v[12] AS phone, v[13] AS email
FROM given WHERE n = 0
UNION ALL
SELECT
    about,
    max_by(v[1], n) FILTER (v[1] IS NOT NULL) AS kind,
    max_by(v[2], n) FILTER (v[2] IS NOT NULL) AS given_names,
    max_by(v[3], n) FILTER (v[3] IS NOT NULL) AS surnames,
    max_by(v[4], n) FILTER (v[4] IS NOT NULL) AS sex,
    max_by(v[5], n) FILTER (v[5] IS NOT NULL) AS born_on,
    max_by(v[6], n) FILTER (v[6] IS NOT NULL) AS country,
    max_by(v[7], n) FILTER (v[7] IS NOT NULL) AS a_number,
    max_by(v[8], n) FILTER (v[8] IS NOT NULL) AS address,
    max_by(v[9], n) FILTER (v[9] IS NOT NULL) AS unit,
    max_by(v[10], n) FILTER (v[10] IS NOT NULL) AS city,
    max_by(v[11], n) FILTER (v[11] IS NOT NULL) AS zip,
    max_by(v[12], n) FILTER (v[12] IS NOT NULL) AS phone,
    max_by(v[13], n) FILTER (v[13] IS NOT NULL) AS email
FROM given WHERE n > 0
GROUP BY about;
