-- Children whom nothing tells apart from a record without a name, those first of whom most agrees.
CREATE OR REPLACE TABLE candidate AS
WITH child AS (
    SELECT
        coalesce(person.person, alike.about) AS subject,
        max_by(alike.about, (alike.agrees, alike.about)) AS about,
        max(alike.agrees) AS agrees
    FROM alike
    LEFT JOIN person ON alike.about = person.about
    GROUP BY 1
),

came AS (
    SELECT
        child.subject,
        min(abs(date_diff('day', known.day_earliest, try_cast({{entered}} AS DATE)))) AS days_apart
    FROM {{facts}} AS known
    INNER JOIN child ON known.subject = child.subject
    WHERE known.kind = 'apprehended'
    GROUP BY child.subject
),

counted AS (
    SELECT
        child.subject, child.about,
        child.agrees + coalesce(came.days_apart <= {{near}}, FALSE)::INTEGER AS agrees,
        came.days_apart
    FROM child
    LEFT JOIN came ON child.subject = came.subject
)

SELECT
    subject, about, agrees, days_apart,
    row_number() OVER (ORDER BY agrees DESC, days_apart NULLS LAST, subject) AS place,
    count(*) OVER () AS among,
    count(*) OVER (PARTITION BY agrees) AS as_far
FROM counted
WHERE agrees >= {{fewest}};
