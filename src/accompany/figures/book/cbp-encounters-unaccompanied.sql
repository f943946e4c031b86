-- One row for each published count; a second count for the same month, place and group is unclear.
SELECT
    '' AS subject,
    about,
    lower(hex(fact_id)) AS evidence,
    day_earliest AS on_day,
    try_cast(said[1] AS BIGINT) AS n,
    said[2] AS component,
    said[3] AS area,
    said[4] AS nationality,
    count(*) OVER told > 1 AS unclear
FROM (
    SELECT
        *,
        json_extract_string(
            details,
            [
                '$.n', '$.component', '$.area', '$.nationality', '$.demographic', '$.authority',
                '$.type', '$.region', '$.series'
            ]
        ) AS said
    FROM {{facts}}
    WHERE kind = 'published-count' AND happened_earliest <= {{as_of}}
)
WHERE said[9] = 'cbp' AND said[5] IN ('UC / Single Minors', 'UAC')
WINDOW
    told AS (
        PARTITION BY
            day_earliest, said[2], said[3], said[4], said[5], said[6], said[7], said[8]
    )
QUALIFY
    row_number() OVER (
        PARTITION BY
            day_earliest, said[2], said[3], said[4], said[5], said[6], said[7], said[8]
        ORDER BY known_at DESC, line DESC, fact_id
    ) = 1
