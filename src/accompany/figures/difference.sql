-- What one knowledge counts and the other does not, record by record.
WITH earlier AS (
    SELECT
        about,
        evidence,
        subject,
        row_number() OVER (PARTITION BY about ORDER BY on_day, evidence) AS nth
    FROM counted_before
),

later AS (
    SELECT
        about,
        evidence,
        subject,
        row_number() OVER (PARTITION BY about ORDER BY on_day, evidence) AS nth
    FROM counted_after
)

SELECT
    CASE
        WHEN earlier.evidence IS NULL THEN 'added'
        WHEN later.evidence IS NULL THEN 'withdrawn'
        ELSE 'corrected'
    END AS change,
    coalesce(later.subject, earlier.subject) AS subject,
    earlier.evidence AS before,
    later.evidence AS after
FROM earlier
FULL JOIN later ON earlier.about = later.about AND earlier.nth = later.nth
WHERE earlier.evidence IS DISTINCT FROM later.evidence
ORDER BY change, subject, before, after
