-- One row for each child of whose move an office was told: whether another of the three was not.
-- NULL where one of the three reports no addresses at all.
WITH told AS (
    SELECT
        subject, about, fact_id, happened_earliest, day_earliest,
        json_extract_string(details, '$.office') AS office
    FROM {{facts}}
    WHERE kind = 'address-told' AND happened_earliest <= {{as_of}}
)

SELECT
    subject,
    min_by(about, (happened_earliest, fact_id)) AS about,
    lower(hex(min_by(fact_id, (happened_earliest, fact_id)))) AS evidence,
    min(day_earliest) AS on_day,
    CASE
        WHEN (SELECT count(DISTINCT office) FROM told WHERE office IN ('eoir', 'uscis', 'hhs-orr')) = 3
            THEN count(DISTINCT office) < 3
    END AS holds
FROM told
WHERE office IN ('eoir', 'uscis', 'hhs-orr')
GROUP BY subject
