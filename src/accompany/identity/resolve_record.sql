-- A record by its full name, or else by its own number where only one record bears it.
WITH bearers AS (
    SELECT DISTINCT
        coalesce(person.person, records.about) AS subject,
        records.about = ? AS exact
    FROM (SELECT DISTINCT about FROM {{records}}) AS records
    LEFT JOIN person ON records.about = person.about
    WHERE records.about = ? OR ends_with(records.about, ':' || ?)
)

SELECT DISTINCT subject FROM bearers
WHERE exact OR NOT EXISTS (SELECT 1 FROM bearers WHERE exact)
ORDER BY subject
