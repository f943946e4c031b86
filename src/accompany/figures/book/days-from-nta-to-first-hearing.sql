-- One row for each child with a charging document; no days where no hearing is on the schedule.
SELECT
    issued.subject,
    issued.about,
    lower(hex(issued.fact_id)) AS evidence,
    issued.day_earliest AS on_day,
    date_diff('day', issued.day_earliest, hearing.first_on) AS days,
    hearing.court,
    child.nationality,
    child.standing,
    age_band(child.born, issued.day_earliest) AS age
FROM (
    SELECT *
    FROM {{facts}}
    WHERE kind = 'nta-issued' AND happened_earliest <= {{as_of}}
    QUALIFY row_number() OVER (PARTITION BY subject ORDER BY day_earliest, fact_id) = 1
) AS issued
LEFT JOIN (
    SELECT subject, min(said[1]) AS first_on, arg_min(said[2], said[1]) AS court
    FROM (
        SELECT subject, json_extract_string(details, ['$.on', '$.court']) AS said
        FROM {{facts}}
        WHERE kind = 'hearing-set' AND happened_earliest <= {{as_of}}
    )
    GROUP BY subject
) AS listed ON issued.subject = listed.subject
LEFT JOIN LATERAL (
    SELECT try_cast(listed.first_on AS DATE) AS first_on, listed.court
) AS hearing ON hearing.first_on >= issued.day_earliest
LEFT JOIN {{children}} AS child ON issued.subject = child.subject
