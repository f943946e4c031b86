-- One row for each child of whom {{first}} is told, by {{party}} or by any; whether any of {{then}} is
-- told too. Left out: rows that say of nobody who they are, for the same event is told elsewhere;
-- and whom less than {{wait}} days have passed since. NULL where nobody reports what is asked for.
WITH began AS (
    SELECT
        subject,
        min_by(about, moment) AS about,
        min_by(fact_id, moment) AS fact_id,
        min(day_earliest) AS on_day
    FROM (
        SELECT subject, about, fact_id, day_earliest, (happened_earliest, fact_id) AS moment
        FROM {{facts}}
        WHERE list_contains(string_split({{first}}, ' '), kind)
            AND ({{party}} = 'any' OR party = {{party}})
            AND happened_earliest <= {{as_of}}
    )
    GROUP BY subject
    HAVING min(day_earliest) + {{wait}}::INTEGER <= {{last_day}}
),

later AS (
    SELECT subject, day_earliest, day_latest
    FROM {{facts}}
    WHERE list_contains(string_split({{then}}, ' '), kind)
        AND ({{by}} = 'any' OR party = {{by}})
        AND happened_earliest <= {{as_of}}
),

found AS (
    SELECT DISTINCT began.subject
    FROM began
    INNER JOIN later ON began.subject = later.subject
    WHERE CASE {{when}}
        WHEN 'ever' THEN TRUE
        WHEN 'from that day' THEN later.day_latest >= began.on_day
        WHEN 'on a later day' THEN later.day_earliest > began.on_day
        WHEN 'while waiting' THEN later.day_earliest <= began.on_day + {{wait}}::INTEGER
    END
)

SELECT
    began.subject,
    began.about,
    lower(hex(began.fact_id)) AS evidence,
    began.on_day,
    CASE
        WHEN found.subject IS NOT NULL THEN {{counts}} = 'told'
        WHEN EXISTS (SELECT 1 FROM later) THEN {{counts}} = 'not told'
    END AS holds
FROM began
LEFT JOIN found ON began.subject = found.subject
WHERE began.subject IN (SELECT subject FROM {{facts}} WHERE kind = 'person-described')
