-- A person's id names a living person, or the record it was made of, wherever that is now.
WITH living AS (
    SELECT DISTINCT person AS subject FROM person WHERE person = ?
),

bearers AS (
    SELECT DISTINCT coalesce(person.person, records.about) AS subject
    FROM (SELECT DISTINCT about FROM {{records}}) AS records
    LEFT JOIN person ON records.about = person.about
    WHERE starts_with('p-' || sha256(records.about), ?)
)

SELECT subject FROM living
UNION ALL
SELECT subject FROM bearers WHERE NOT EXISTS (SELECT 1 FROM living)
ORDER BY subject
