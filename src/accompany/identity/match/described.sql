-- What each record says of its person: of every value, the last that was given.
CREATE OR REPLACE TABLE described AS
WITH said AS (
    SELECT
        about, happened_latest AS on_day, known_at, fact_id,
        json_extract_string(details, [
            '$.kind', '$.given_names', '$.surnames', '$.sex', '$.born_on', '$.country',
            '$.a_number', '$.address', '$.unit', '$.city', '$.zip', '$.phone', '$.email'
        ]) AS v
    FROM {{facts}}
    WHERE kind = 'person-described'
)

SELECT
    about,
    max_by(v[1], (on_day, known_at, fact_id)) FILTER (v[1] IS NOT NULL) AS kind,
    max_by(v[2], (on_day, known_at, fact_id)) FILTER (v[2] IS NOT NULL) AS given_names,
    max_by(v[3], (on_day, known_at, fact_id)) FILTER (v[3] IS NOT NULL) AS surnames,
    max_by(v[4], (on_day, known_at, fact_id)) FILTER (v[4] IS NOT NULL) AS sex,
    max_by(v[5], (on_day, known_at, fact_id)) FILTER (v[5] IS NOT NULL) AS born_on,
    max_by(v[6], (on_day, known_at, fact_id)) FILTER (v[6] IS NOT NULL) AS country,
    max_by(v[7], (on_day, known_at, fact_id)) FILTER (v[7] IS NOT NULL) AS a_number,
    max_by(v[8], (on_day, known_at, fact_id)) FILTER (v[8] IS NOT NULL) AS address,
    max_by(v[9], (on_day, known_at, fact_id)) FILTER (v[9] IS NOT NULL) AS unit,
    max_by(v[10], (on_day, known_at, fact_id)) FILTER (v[10] IS NOT NULL) AS city,
    max_by(v[11], (on_day, known_at, fact_id)) FILTER (v[11] IS NOT NULL) AS zip,
    max_by(v[12], (on_day, known_at, fact_id)) FILTER (v[12] IS NOT NULL) AS phone,
    max_by(v[13], (on_day, known_at, fact_id)) FILTER (v[13] IS NOT NULL) AS email
FROM said
GROUP BY about;
