-- One row for each hearing that one signal says was missed.
SELECT
    missed.subject,
    missed.about,
    lower(hex(missed.fact_id)) AS evidence,
    missed.day_earliest AS on_day,
    missed.said[1] AS court,
    child.nationality,
    child.standing,
    age_band(child.born, missed.day_earliest) AS age
FROM (
    SELECT *, json_extract_string(details, ['$.court', '$.signal']) AS said
    FROM {{facts}}
    WHERE kind = 'hearing-missed' AND happened_earliest <= {{as_of}}
) AS missed
LEFT JOIN {{children}} AS child ON missed.subject = child.subject
WHERE missed.said[2] = {{signal}}
