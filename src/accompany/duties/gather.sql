-- The facts any rule asks about, numbered for judge.sql: subjects from 0 on without holes.
CREATE OR REPLACE TABLE zone AS
SELECT CAST(row_number() OVER (ORDER BY zone) - 1 AS INTEGER) AS zone_no, zone
FROM (SELECT DISTINCT zone FROM {{told}});

CREATE OR REPLACE TABLE subject AS
SELECT CAST(row_number() OVER (ORDER BY subject) - 1 AS INTEGER) AS subject_no, subject
FROM (
    SELECT DISTINCT coalesce(m.person, t.about) AS subject
    FROM {{told}} AS t
    LEFT JOIN person AS m ON t.about = m.about
    WHERE t.kind IN (SELECT kind FROM pattern)
);

CREATE OR REPLACE TABLE facts AS
SELECT
    row_number() OVER () AS fact_no, n.subject_no, t.kind, t.party, t.details,
    t.happened_earliest, t.happened_latest, t.day_earliest, t.day_latest, z.zone_no,
    t.known_at, t.replaced_at, t.fact_id
FROM {{told}} AS t
LEFT JOIN person AS m ON t.about = m.about
INNER JOIN subject AS n ON coalesce(m.person, t.about) = n.subject
INNER JOIN zone AS z ON t.zone = z.zone
WHERE t.kind IN (SELECT kind FROM pattern)
ORDER BY n.subject_no;

CREATE OR REPLACE TABLE listed AS
SELECT DISTINCT n.subject_no, t.source
FROM {{told}} AS t
LEFT JOIN person AS m ON t.about = m.about
INNER JOIN subject AS n ON coalesce(m.person, t.about) = n.subject
WHERE t.source IN (SELECT source FROM ear_needs)
    AND t.kind <> 'withdrawn'
    AND t.known_at <= CAST({{known_by}} AS TIMESTAMP)
    AND (t.replaced_at IS NULL OR t.replaced_at > CAST({{known_by}} AS TIMESTAMP));
