-- One row for each release and each published day, on the days both cover.
WITH release AS (
    SELECT
        subject,
        about,
        lower(hex(fact_id)) AS evidence,
        day_earliest AS on_day
    FROM {{facts}}
    WHERE kind = 'released' AND happened_earliest <= {{as_of}}
    QUALIFY
        row_number() OVER (
            PARTITION BY subject, day_earliest ORDER BY known_at, about, fact_id
        ) = 1
),

daily AS (
    SELECT
        about,
        lower(hex(fact_id)) AS evidence,
        day_earliest AS on_day,
        try_cast(said[1] AS BIGINT) AS discharges
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
),

reach AS (
    SELECT min(on_day) AS first_day, max(on_day) AS last_day FROM release
)

SELECT
    release.subject,
    release.about,
    release.evidence,
    release.on_day,
    1 AS releases,
    NULL::BIGINT AS discharges
FROM release
WHERE release.on_day IN (SELECT daily.on_day FROM daily)
UNION ALL
SELECT
    '' AS subject,
    daily.about,
    daily.evidence,
    daily.on_day,
    NULL AS releases,
    daily.discharges
FROM daily
CROSS JOIN reach
WHERE daily.on_day BETWEEN reach.first_day AND reach.last_day
