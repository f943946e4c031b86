-- What is known of those of whom anything can be derived: few, where most records name no birth
-- date and no sponsor.
CREATE OR REPLACE TABLE derive_of AS
WITH somebody AS (
    SELECT DISTINCT subject
    FROM {{facts}}
    WHERE
        (kind = 'turned-18' AND {{whom}})
        OR ({{whom}} AND kind = 'person-described' AND json_extract_string(details, '$.kind') = 'child'
            AND json_extract_string(details, '$.born_on') IS NOT NULL)
        OR (kind = 'released' AND json_extract_string(details, '$.sponsor') IS NOT NULL)
)

SELECT f.*
FROM {{facts}} AS f
INNER JOIN somebody AS s ON f.subject = s.subject
WHERE f.kind IN (
    'age-claimed', 'application-received', 'apprehended', 'custody-began', 'custody-ended',
    'determined-unaccompanied', 'died', 'home-study-required', 'person-described', 'released',
    'sponsor-identified', 'transferred', 'turned-18'
);
