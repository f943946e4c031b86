-- A person's id is made of its oldest record's name; equal beginnings are told apart elsewhere.
CREATE OR REPLACE TABLE first_known AS
SELECT r.about, min(r.known_at) AS first_known
FROM {{records}} AS r
SEMI JOIN grouped AS g ON r.about = g.about
GROUP BY r.about;

CREATE OR REPLACE TABLE oldest AS
SELECT
    g.cluster,
    min_by(
        g.about, (coalesce(strftime(f.first_known, '%Y-%m-%dT%H:%M:%S.%f'), '~'), g.about)
    ) AS about,
    min((coalesce(strftime(f.first_known, '%Y-%m-%dT%H:%M:%S.%f'), '~'), g.about)) AS age
FROM grouped AS g
LEFT JOIN first_known AS f ON g.about = f.about
GROUP BY g.cluster;

CREATE OR REPLACE TABLE person AS
SELECT g.about, 'p-' || left(sha256(o.about), {{digits}}) AS person
FROM grouped AS g
INNER JOIN oldest AS o ON g.cluster = o.cluster;
