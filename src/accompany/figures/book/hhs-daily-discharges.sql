-- One row for each day published; a second count for the same day is unclear.
SELECT
    '' AS subject,
    about,
    lower(hex(fact_id)) AS evidence,
    day_earliest AS on_day,
    try_cast(said[1] AS BIGINT) AS n,
    count(*) OVER (PARTITION BY day_earliest) > 1 AS unclear
FROM (
    SELECT
        *,
        json_extract_string(details, ['$.n', '$.measure', '$.series']) AS said
    FROM {{facts}}
    WHERE kind = 'published-count' AND happened_earliest <= {{as_of}}
)
WHERE said[2] = 'hhs_discharged' AND said[3] = 'hhs'
QUALIFY
    row_number() OVER (
        PARTITION BY day_earliest ORDER BY known_at DESC, line DESC, fact_id
    ) = 1
