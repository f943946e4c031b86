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

-- a number for each child and party is quicker to sort by than two names
held AS (
    SELECT
        subject,
        party,
        row_number() OVER () AS held_no
    FROM (SELECT DISTINCT subject, party FROM comes)
),

goes AS (
    SELECT
        held.held_no,
        said.on_day,
        said.earliest,
        said.latest
    FROM held
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

step AS (
    SELECT
        held.held_no,
        comes.on_day,
        comes.earliest,
        comes.latest,
        TRUE AS begins
    FROM comes
    INNER JOIN held ON comes.subject = held.subject AND comes.party = held.party
    UNION ALL
    SELECT
        held_no,
        on_day,
        earliest,
        latest,
        FALSE AS begins
    FROM goes
),

-- on a day with any fact known only to the day, the order within it is not known
blurred AS (
    SELECT DISTINCT
        held_no,
        on_day
    FROM step
    WHERE earliest <> latest
),

timed AS (
    SELECT
        step.*,
        CASE WHEN blurred.held_no IS NULL THEN step.earliest END AS moment
    FROM step
    LEFT JOIN blurred ON step.held_no = blurred.held_no AND step.on_day = blurred.on_day
),

together AS (
    SELECT
        held_no,
        on_day,
        moment,
        bool_or(begins) AS begins,
        bool_or(NOT begins) AS ends,
        min(CASE WHEN begins THEN (earliest, latest) END) AS began,
        min(CASE WHEN NOT begins THEN (earliest, latest) END) AS ended
    FROM timed
    GROUP BY held_no, on_day, moment
),

-- where both fall together, whether the child is held afterwards is as it was before
standing AS (
    SELECT
        *,
        coalesce(
            last_value(CASE WHEN begins <> ends THEN begins END IGNORE NULLS) OVER (
                PARTITION BY held_no ORDER BY on_day, moment
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            FALSE
        ) AS held_before,
        first_value(CASE WHEN ends THEN ended END IGNORE NULLS) OVER (
            PARTITION BY held_no ORDER BY on_day, moment
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS next_ended
    FROM together
),

span AS (
    SELECT
        held_no,
        began,
        CASE WHEN ends AND NOT held_before THEN ended ELSE next_ended END AS ended
    FROM standing
    WHERE begins AND (ends OR NOT held_before)
)

SELECT
    held.subject,
    held.party,
    began[1] AS starts_at,
    CASE
        WHEN ended[1] = ended[2] THEN greatest(began[1], ended[1])
        WHEN ended IS NOT NULL THEN greatest(began[1], ended[2] + INTERVAL 1 MICROSECOND)
    END AS ends_at,
    began[2] AS starts_by,
    CASE WHEN ended IS NOT NULL THEN greatest(began[1], ended[1]) END AS ends_from
FROM span
INNER JOIN held ON span.held_no = held.held_no
