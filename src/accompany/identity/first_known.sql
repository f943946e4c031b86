-- When each linked record was first heard of: the oldest gives a person its id.
SELECT
    about,
    min(known_at) AS first_known
FROM {{records}}
WHERE about IN (SELECT about FROM linked)
GROUP BY about
