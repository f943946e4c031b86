-- Custody spans of every subject; custody.py is the definition.
CREATE OR REPLACE TABLE custody AS
WITH said AS (
    SELECT
        subject,
        kind,
        party,
        to_party,
        happened_earliest AS earliest,
        happened_latest AS latest,
        day_earliest AS on_day
    FROM {{facts}}
    WHERE
        kind IN ('custody-began', 'custody-ended', 'released', 'transferred')
        AND happened_earliest <= {{as_of}}
),

comes AS (
    SELECT
        subject,
        CASE kind WHEN 'transferred' THEN to_party ELSE party END AS party,
        on_day,
        earliest,
        latest
    FROM said
    WHERE (kind = 'custody-began' AND party <> '') OR (kind = 'transferred' AND to_party <> '')
),

goes AS (
    SELECT
        held.subject,
        held.party,
        said.on_day,
        said.earliest,
        said.latest
    FROM (SELECT DISTINCT subject, party FROM comes) AS held
    INNER JOIN said ON held.subject = said.subject
    WHERE
        said.kind = 'released'
        OR (said.kind = 'custody-ended' AND said.party = '')
        OR (
            said.kind IN ('custody-ended', 'transferred')
            AND EXISTS (
                SELECT 1 FROM party_under
                WHERE party_under.party = held.party AND party_under.over = said.party
            )
        )
),

-- on a day with any fact known only to the day, the order within it is not known
step AS (
    SELECT
        *,
        CASE
            WHEN bool_and(earliest = latest) OVER (PARTITION BY subject, party, on_day)
                THEN earliest
        END AS moment
    FROM (
        SELECT *, TRUE AS begins FROM comes
        UNION ALL
        SELECT *, FALSE AS begins FROM goes
    )
),

together AS (
    SELECT
        subject,
        party,
        on_day,
        moment,
        bool_or(begins) AS begins,
        bool_or(NOT begins) AS ends,
        min(CASE WHEN begins THEN (earliest, latest) END) AS began,
        min(CASE WHEN NOT begins THEN (earliest, latest) END) AS ended
    FROM step
    GROUP BY subject, party, on_day, moment
),

-- where both fall together, whether the child is held afterwards is as it was before
standing AS (
    SELECT
        *,
        coalesce(
            last_value(CASE WHEN begins <> ends THEN begins END IGNORE NULLS) OVER (
                PARTITION BY subject, party ORDER BY on_day, moment
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            FALSE
        ) AS held_before
    FROM together
),

bound AS (
    SELECT
        *,
        first_value(CASE WHEN ends THEN ended END IGNORE NULLS) OVER (
            PARTITION BY subject, party ORDER BY on_day, moment
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS next_ended
    FROM standing
),

span AS (
    SELECT
        subject,
        party,
        began,
        CASE WHEN ends AND NOT held_before THEN ended ELSE next_ended END AS ended
    FROM bound
    WHERE begins AND (ends OR NOT held_before)
)

SELECT
    subject,
    party,
    began[1] AS starts_at,
    CASE
        WHEN ended[1] = ended[2] THEN greatest(began[1], ended[1])
        WHEN ended IS NOT NULL THEN greatest(began[1], ended[2] + INTERVAL 1 MICROSECOND)
    END AS ends_at,
    began[2] AS starts_by,
    CASE WHEN ended IS NOT NULL THEN greatest(began[1], ended[1]) END AS ends_from
FROM span
ORDER BY subject, starts_at, party, ends_at
