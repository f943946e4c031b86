-- One hash over everything counted, whatever order it was read in and without holding it at once.
SELECT sha256(coalesce(string_agg(bucket, '' ORDER BY bucket), ''))
FROM (
    SELECT sha256(string_agg(evidence, chr(31) ORDER BY evidence)) AS bucket
    FROM {{counted}}
    GROUP BY left(evidence, 3)
)
