-- Records that anything was told of, since a batch, that may change whom they are linked to.
CREATE OR REPLACE TABLE changed AS
WITH news AS (
    SELECT about, kind, details, replaces FROM facts_kept
    WHERE batch > {{since}} AND source NOT IN ({{links}}) AND kind IN (
        'person-described', 'custody-began', 'custody-ended', 'withdrawn', 'judged-same',
        'judged-different', 'judged-unsure', 'judgement-undone'
    )
    UNION ALL
    -- brothers and sisters are not one person, and were not known to be two
    SELECT about, kind, details, replaces FROM facts_kept
    WHERE batch > {{since}} AND kind = 'related' AND (
        lower(trim(json_extract_string(details, '$.relationship'))) IN ({{siblings}})
        OR replaces IS NOT NULL
    )
),

judged AS (
    SELECT about, json_extract_string(details, '$.other') AS other FROM facts_kept
    WHERE kind = 'judged-different' AND (
        batch > {{since}}
        OR fact_id IN (SELECT replaces FROM news)
        OR lower(hex(fact_id)) IN (
            SELECT lower(json_extract_string(details, '$.judgement')) FROM news
            WHERE kind = 'judgement-undone'
        )
    )
)

SELECT about FROM news WHERE kind NOT IN ('judged-same', 'judged-unsure', 'judgement-undone')
UNION
SELECT about FROM judged
UNION
SELECT other FROM judged WHERE other IS NOT NULL;

CREATE OR REPLACE VIEW changed_facts AS
SELECT * FROM {{facts}} SEMI JOIN changed USING (about);
