-- What an adapter stated, with both clocks filled in and the identity core/fact.py defines.
CREATE OR REPLACE TABLE wall AS
SELECT
    zone, on_day,
    timezone('UTC', timezone(zone, CAST(on_day AS TIMESTAMP))) AS starts_at,
    timezone('UTC', timezone(zone, CAST(on_day + 1 AS TIMESTAMP)))
    - INTERVAL '1' MICROSECOND AS ends_at
FROM (
    SELECT zone, day_earliest AS on_day FROM stated WHERE day_earliest IS NOT NULL
    UNION
    SELECT zone, day_latest AS on_day FROM stated WHERE day_latest IS NOT NULL
);

CREATE OR REPLACE TABLE arriving AS
WITH timed AS (
    SELECT
        s.line, s.about, s.kind, s.zone, s.party, s.to_party, s.details, s.key,
        coalesce(s.at_earliest, a.starts_at) AS happened_earliest,
        coalesce(s.at_latest, b.ends_at) AS happened_latest,
        coalesce(s.day_earliest,
            CAST(timezone(s.zone, timezone('UTC', s.at_earliest)) AS DATE)) AS day_earliest,
        coalesce(s.day_latest,
            CAST(timezone(s.zone, timezone('UTC', s.at_latest)) AS DATE)) AS day_latest
    FROM stated AS s
    LEFT JOIN wall AS a ON s.zone = a.zone AND s.day_earliest = a.on_day
    LEFT JOIN wall AS b ON s.zone = b.zone AND s.day_latest = b.on_day
),

named AS (
    SELECT
        t.*,
        unhex(left(sha256(concat(
            {{source}}, chr(31), about, chr(31), kind, chr(31),
            epoch_us(happened_earliest), chr(31), epoch_us(happened_latest), chr(31),
            party, chr(31), to_party, chr(31), details, chr(31)
        )), 32)) AS fact_id
    FROM timed AS t
)

SELECT * FROM named;

-- Of a fact stated twice the first stands. Few are, so only those are put in order.
DELETE FROM arriving WHERE rowid IN (
    SELECT place FROM (
        SELECT
            a.rowid AS place,
            row_number() OVER (PARTITION BY a.fact_id ORDER BY a.line) AS turn
        FROM arriving AS a
        SEMI JOIN (
            SELECT fact_id FROM arriving GROUP BY fact_id HAVING count(*) > 1
        ) AS twice ON a.fact_id = twice.fact_id
    )
    WHERE turn > 1
);
