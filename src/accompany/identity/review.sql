-- Pairs a run left apart that nobody has judged, those first whose decision would change most.
-- What would change: whose timelines become one, and what either has that the other lacks.
CREATE OR REPLACE TABLE to_review AS
WITH subject AS (
    SELECT
        coalesce(person.person, known.about) AS subject,
        count(*) AS facts,
        list_distinct(list(known.kind)) AS kinds,
        bool_or(known.kind IN ({{risks}})) AS at_risk
    FROM {{facts}} AS known
    LEFT JOIN person ON known.about = person.about
    WHERE known.kind NOT IN (
        'linked', 'judged-same', 'judged-different', 'judged-unsure', 'judgement-undone'
    )
    GROUP BY 1
),

pair AS (
    SELECT
        left_apart.a, left_apart.b, left_apart.probability, left_apart.why,
        coalesce(one.person, left_apart.a) AS person_a,
        coalesce(other.person, left_apart.b) AS person_b
    FROM left_apart
    LEFT JOIN person AS one ON left_apart.a = one.about
    LEFT JOIN person AS other ON left_apart.b = other.about
),

one_each AS (
    SELECT * FROM pair
    WHERE person_a <> person_b
    QUALIFY row_number() OVER (
        PARTITION BY least(person_a, person_b), greatest(person_a, person_b)
        ORDER BY probability DESC, a, b
    ) = 1
)

SELECT
    p.a AS record,
    p.b AS other,
    p.probability,
    p.why,
    x.at_risk OR y.at_risk AS child_at_risk,
    least(x.facts, y.facts) AS facts_moved,
    len(x.kinds) + len(y.kinds) - 2 * len(list_intersect(x.kinds, y.kinds)) AS kinds_shared_anew,
    row_number() OVER (
        ORDER BY
            child_at_risk DESC, kinds_shared_anew DESC, facts_moved DESC,
            abs(p.probability - 0.5), p.a, p.b
    ) AS place
FROM one_each AS p
INNER JOIN subject AS x ON p.person_a = x.subject
INNER JOIN subject AS y ON p.person_b = y.subject
WHERE NOT EXISTS (
    SELECT 1 FROM judged_pair AS j
    WHERE (j.a, j.b) IN ((p.a, p.b), (p.b, p.a))
);
