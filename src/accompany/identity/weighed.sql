-- A model's links, the surest first.
CREATE OR REPLACE TABLE weighed AS
SELECT
    about,
    said[1] AS other,
    CAST(said[2] AS DOUBLE) AS probability,
    CAST(said[3] AS DOUBLE) AS weight,
    said[4] AS model,
    known_at
FROM (
    SELECT
        about, known_at,
        json_extract_string(
            details, ['$.other', '$.probability', '$.weight', '$.model']
        ) AS said
    FROM {{facts}}
    WHERE kind = 'linked'
);
