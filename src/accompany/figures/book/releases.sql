-- One row for each child and day of release; of two sources that tell of it, the first told.
-- No days where the day of entry is not known.
SELECT
    subject,
    about,
    lower(hex(fact_id)) AS evidence,
    day_earliest AS on_day,
    date_diff('day', try_cast(said[7] AS DATE), day_earliest) AS days,
    said[1] AS state,
    said[2] AS county,
    said[3] AS category,
    said[4] AS relationship,
    said[5] AS country,
    said[6] AS sex
FROM (
    SELECT
        *,
        json_extract_string(
            details,
            [
                '$.state', '$.county', '$.category', '$.relationship', '$.country', '$.sex',
                '$.entered_on'
            ]
        ) AS said
    FROM {{facts}}
    WHERE kind = 'released' AND happened_earliest <= {{as_of}}
)
QUALIFY
    row_number() OVER (PARTITION BY subject, day_earliest ORDER BY known_at, about, fact_id) = 1
