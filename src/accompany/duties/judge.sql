-- Every duty for every subject of a range, in one query: the same as judge.py, in columns.
--
-- Reads  facts     what was told, each with known_at and replaced_at (ledger/known.sql)
--        retold    which facts are of events told more than once (events.sql)
--        listed    which source has a record of which subject
--        holder    who had charge of a subject, from when until when
--        duty      one row per duty; a rule names sets of facts by number
--        rule      one row per version of a duty, without hole or overlap in time
--        pattern   which facts belong to which set
--        schedule  per version, zone and day: the first and last moment a duty opened on that
--                  day can be kept (clock.py); of a duty whose own opening picks the version,
--                  only the version then in force
--        local_day when a day starts and ends in a zone
--        ear       from where until when everything a duty needs was heard (hearing.py)
--        ear_needs which sources must list the subject for an ear to count; none: everyone
--        turn_no   1, 2, 3, ...
-- Given  $as_of, $known_by (UTC), $first and $last (the range of subject_no)
WITH mark AS MATERIALIZED (
    SELECT
        f.subject_no, p.set_no, f.fact_no, f.zone_no,
        CAST(f.subject_no AS BIGINT) * 10000 + p.set_no AS mark_key,
        f.happened_earliest AS earliest, f.happened_latest AS latest,
        f.day_earliest, f.day_latest
    FROM facts AS f
    INNER JOIN pattern AS p
        ON f.kind = p.kind
        AND (p.party IS NULL OR p.party = f.party)
        AND CASE WHEN p.path_1 IS NULL THEN TRUE
            ELSE json_extract_string(f.details, p.path_1) IS NOT DISTINCT FROM p.value_1 END
        AND CASE WHEN p.path_2 IS NULL THEN TRUE
            ELSE json_extract_string(f.details, p.path_2) IS NOT DISTINCT FROM p.value_2 END
    WHERE f.subject_no BETWEEN $first AND $last
        AND f.known_at <= $known_by
        AND (f.replaced_at IS NULL OR f.replaced_at > $known_by)
        AND f.happened_earliest <= $as_of
),

-- The first fact of a set from any moment on, found by one look-up: a moment after `after` and
-- not after `latest` has this one next, and `soonest` is the earliest any from here on can be.
next AS MATERIALIZED (
    SELECT
        set_no, mark_key, latest,
        lag(latest, 1, TIMESTAMP '0001-01-01') OVER (PARTITION BY mark_key ORDER BY latest) AS after,
        min(earliest) OVER (
            PARTITION BY mark_key ORDER BY latest
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS soonest
    FROM mark
    WHERE set_no IN (SELECT set_no FROM pattern WHERE looked_for)
),

-- The same for acts certainly inside a window: which is the first to have ended.
sure AS MATERIALIZED (
    SELECT
        mark_key, earliest,
        lag(earliest, 1, TIMESTAMP '0001-01-01') OVER (
            PARTITION BY mark_key ORDER BY earliest
        ) AS after,
        min(latest) OVER (
            PARTITION BY mark_key ORDER BY earliest
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS latest
    FROM mark
    WHERE set_no IN (SELECT set_no FROM pattern WHERE in_window)
),

-- The last fact of a set up to any moment, whose day picks a version.
latest AS MATERIALIZED (
    SELECT
        mark_key, earliest,
        lead(earliest, 1, TIMESTAMP '9999-12-31') OVER in_order AS before,
        max(day_earliest) OVER in_order AS first_day,
        max(day_latest) OVER in_order AS last_day
    FROM mark
    WHERE set_no IN (SELECT set_no FROM pattern WHERE picks_version)
    WINDOW in_order AS (PARTITION BY mark_key ORDER BY earliest)
),

-- Sources tell of one event each, and tables of one source do. Of a kind that befalls a child at
-- most once a day, the telling of a local day that leaves least open stands for all.
beaten AS MATERIALIZED (
    SELECT m.set_no, m.fact_no
    FROM mark AS m
    INNER JOIN retold AS t ON m.fact_no = t.fact_no
    QUALIFY row_number() OVER (
        PARTITION BY m.mark_key, t.event_no
        ORDER BY m.latest - m.earliest, m.earliest, m.zone_no, t.fact_id
    ) > 1
),

opening AS NOT MATERIALIZED (
    SELECT m.*
    FROM mark AS m
    ANTI JOIN beaten AS b ON m.set_no = b.set_no AND m.fact_no = b.fact_no
),

-- every later opening of a duty that falls again and again, as far as the days reach
again AS MATERIALIZED (
    SELECT
        d.duty_no, m.subject_no, m.fact_no, m.zone_no, d.until_set, m.earliest AS opened_at,
        m.zone_no * 100000 + date_diff('day', DATE '1900-01-01', m.day_earliest)
        + n.turn * d.every_days AS first_key,
        m.zone_no * 100000 + date_diff('day', DATE '1900-01-01', m.day_latest)
        + n.turn * d.every_days AS last_key
    FROM opening AS m
    INNER JOIN duty AS d ON m.set_no = d.starts_set
    CROSS JOIN turn_no AS n
    WHERE d.every_days IS NOT NULL
        AND date_diff('day', m.day_earliest, CAST($as_of AS DATE)) + 1 >= n.turn * d.every_days
),

repeated AS MATERIALIZED (
    SELECT
        g.duty_no, g.subject_no, g.fact_no, g.zone_no,
        a.starts_at AS earliest, b.ends_at AS latest,
        a.on_day AS day_earliest, b.on_day AS day_latest
    FROM again AS g
    INNER JOIN local_day AS a ON g.first_key = a.day_key
    INNER JOIN local_day AS b ON g.last_key = b.day_key
    LEFT JOIN next AS s
        ON CAST(g.subject_no AS BIGINT) * 10000 + g.until_set = s.mark_key
        AND g.opened_at > s.after AND g.opened_at <= s.latest
    WHERE a.starts_at <= $as_of AND (s.latest IS NULL OR a.starts_at <= s.latest)
),

turn AS NOT MATERIALIZED (
    SELECT d.*, m.subject_no, m.fact_no, m.zone_no, m.earliest, m.latest,
        m.day_earliest, m.day_latest
    FROM opening AS m
    INNER JOIN duty AS d ON m.set_no = d.starts_set
    UNION ALL
    SELECT d.*, g.subject_no, g.fact_no, g.zone_no, g.earliest, g.latest,
        g.day_earliest, g.day_latest
    FROM repeated AS g
    INNER JOIN duty AS d ON g.duty_no = d.duty_no
),

-- nearly every opening lies on one day, and that day picks the version: one look-up for both
plain AS NOT MATERIALIZED (
    SELECT
        t.*, s.rule_no, s.no_deadline,
        coalesce(s.opens_at, t.earliest + s.first_hours * INTERVAL '1' HOUR) AS first_earliest,
        coalesce(s.opens_at, t.latest + s.first_hours * INTERVAL '1' HOUR) AS first_latest,
        coalesce(s.due_at, t.earliest + s.last_hours * INTERVAL '1' HOUR) AS last_earliest,
        coalesce(s.due_at, t.latest + s.last_hours * INTERVAL '1' HOUR) AS last_latest,
        s.due_day AS due_day_earliest,
        s.due_day AS due_day_latest
    FROM turn AS t
    INNER JOIN schedule AS s
        ON (t.duty_no * 1000 + t.zone_no) * BIGINT '100000'
            + date_diff('day', DATE '1900-01-01', t.day_earliest) = s.clock_key
    WHERE t.day_earliest = t.day_latest AND t.dated_set IS NULL
),

-- the first and last day that can pick the version of the others
dated AS NOT MATERIALIZED (
    SELECT t.*, t.day_earliest AS first_day, t.day_latest AS last_day
    FROM turn AS t
    WHERE t.day_earliest <> t.day_latest AND t.dated_set IS NULL
    UNION ALL
    SELECT t.*, l.first_day, l.last_day
    FROM turn AS t
    LEFT JOIN latest AS l
        ON CAST(t.subject_no AS BIGINT) * 10000 + t.dated_set = l.mark_key
        AND t.latest >= l.earliest AND t.latest < l.before
    WHERE t.dated_set IS NOT NULL
),

-- the version in force, or none (rule_no is null) where the day that picks it is not known
chosen AS NOT MATERIALIZED (
    SELECT v.*, CASE WHEN v.first_day >= r.since THEN r.rule_no END AS rule_no
    FROM dated AS v
    LEFT JOIN rule AS r
        ON v.duty_no = r.duty_no AND v.last_day >= r.since AND v.last_day < r.until
    WHERE r.in_force IS DISTINCT FROM FALSE OR v.first_day < r.since
),

spread AS MATERIALIZED (
    SELECT
        c.* EXCLUDE (first_day, last_day), r.no_deadline,
        coalesce(a.opens_at, c.earliest + r.first_hours * INTERVAL '1' HOUR) AS first_earliest,
        coalesce(b.opens_at, c.latest + r.first_hours * INTERVAL '1' HOUR) AS first_latest,
        coalesce(a.due_at, c.earliest + r.last_hours * INTERVAL '1' HOUR) AS last_earliest,
        coalesce(b.due_at, c.latest + r.last_hours * INTERVAL '1' HOUR) AS last_latest,
        a.due_day AS due_day_earliest,
        b.due_day AS due_day_latest
    FROM chosen AS c
    LEFT JOIN rule AS r ON c.rule_no = r.rule_no
    LEFT JOIN schedule AS a
        ON c.rule_no = a.rule_no AND c.zone_no = a.zone_no AND c.day_earliest = a.on_day
    LEFT JOIN schedule AS b
        ON c.rule_no = b.rule_no AND c.zone_no = b.zone_no AND c.day_latest = b.on_day
),

-- between which moments a due can be kept, each end as early and as late as it can be
found AS NOT MATERIALIZED (
    SELECT * FROM plain
    UNION ALL
    SELECT * FROM spread
),

special AS MATERIALIZED (
    SELECT * FROM found WHERE toll_from_set IS NOT NULL OR tries_set IS NOT NULL
),

-- tolls: a beginning counts only after the last end, an end only after a beginning
toll_mark AS (
    SELECT
        f.duty_no, f.fact_no, f.day_earliest AS turn_day,
        m.earliest, m.latest, m.day_earliest, m.day_latest,
        m.set_no = f.toll_from_set AS begins,
        lag(m.set_no = f.toll_from_set) OVER (
            PARTITION BY f.duty_no, f.fact_no, f.day_earliest
            ORDER BY m.latest, m.earliest, m.set_no <> f.toll_from_set,
                m.day_earliest, m.day_latest
        ) AS after_begin,
        f.last_earliest, f.last_latest, f.zone_no, f.due_day_earliest, f.due_day_latest
    FROM special AS f
    INNER JOIN (
        SELECT * FROM mark WHERE set_no IN (SELECT set_no FROM pattern WHERE tolls)
    ) AS m
        ON f.subject_no = m.subject_no
        AND m.set_no IN (f.toll_from_set, f.toll_to_set)
        AND m.latest >= f.earliest
),

toll AS (
    SELECT
        *,
        lead(earliest) OVER in_order AS to_earliest,
        lead(latest) OVER in_order AS to_latest,
        lead(day_earliest) OVER in_order AS to_day_earliest,
        lead(day_latest) OVER in_order AS to_day_latest
    FROM toll_mark
    WHERE begins <> coalesce(after_begin, FALSE)
    WINDOW in_order AS (
        PARTITION BY duty_no, fact_no, turn_day ORDER BY latest, earliest, NOT begins
    )
),

-- how far each toll moves the last moment: by time elapsed, or by days where days are counted
moved AS (
    SELECT
        *,
        greatest(date_diff('microsecond', latest, to_earliest), 0) AS least,
        greatest(date_diff('microsecond', earliest, to_latest), 0) AS most,
        greatest(date_diff('day', day_latest, to_day_earliest), 0) AS fewest,
        greatest(date_diff('day', day_earliest, to_day_latest), 0) AS utmost,
        row_number() OVER (
            PARTITION BY duty_no, fact_no, turn_day ORDER BY latest, earliest
        ) AS toll_no
    FROM toll
    WHERE begins
),

total AS (
    SELECT
        *,
        coalesce(sum(least) OVER earlier, 0) AS least_before,
        coalesce(sum(most) OVER earlier, 0) AS most_before,
        coalesce(sum(fewest) OVER earlier, 0) AS fewest_before,
        coalesce(sum(utmost) OVER earlier, 0) AS utmost_before
    FROM moved
    WINDOW earlier AS (
        PARTITION BY duty_no, fact_no, turn_day
        ORDER BY toll_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

-- a toll that can only have begun once the time was up no longer counts, nor any after it
counted AS (
    SELECT
        t.duty_no, t.fact_no, t.turn_day, t.to_earliest, t.toll_no, t.latest,
        coalesce(a.ends_at, t.last_earliest
            + to_microseconds(CAST(t.least_before AS BIGINT))) AS was_earliest,
        coalesce(x.ends_at, t.last_earliest
            + to_microseconds(CAST(t.least_before + t.least AS BIGINT))) AS now_earliest,
        coalesce(y.ends_at, t.last_latest
            + to_microseconds(CAST(t.most_before + t.most AS BIGINT))) AS now_latest,
        min(CASE WHEN t.earliest > coalesce(b.ends_at, t.last_latest
            + to_microseconds(CAST(t.most_before AS BIGINT))) THEN t.toll_no END) OVER (
            PARTITION BY t.duty_no, t.fact_no, t.turn_day
        ) AS too_late
    FROM total AS t
    LEFT JOIN local_day AS a
        ON a.day_key = t.zone_no * 100000
            + date_diff('day', DATE '1900-01-01', t.due_day_earliest) + CAST(t.fewest_before AS BIGINT)
    LEFT JOIN local_day AS b
        ON b.day_key = t.zone_no * 100000
            + date_diff('day', DATE '1900-01-01', t.due_day_latest) + CAST(t.utmost_before AS BIGINT)
    LEFT JOIN local_day AS x
        ON x.day_key = t.zone_no * 100000
            + date_diff('day', DATE '1900-01-01', t.due_day_earliest) + CAST(t.fewest_before + t.fewest AS BIGINT)
    LEFT JOIN local_day AS y
        ON y.day_key = t.zone_no * 100000
            + date_diff('day', DATE '1900-01-01', t.due_day_latest) + CAST(t.utmost_before + t.utmost AS BIGINT)
),

tolled AS (
    SELECT
        duty_no, fact_no, turn_day,
        max(now_earliest) AS last_earliest,
        max(now_latest) AS last_latest,
        bool_or(to_earliest IS NULL AND latest <= was_earliest) AS paused,
        bool_or(to_earliest IS NULL) AS perhaps_paused
    FROM counted
    WHERE too_late IS NULL OR toll_no < too_late
    GROUP BY duty_no, fact_no, turn_day
),

-- the attempt that makes them enough, where several keep a duty too
tried AS (
    SELECT
        t.duty_no, t.fact_no, t.day_earliest AS turn_day, t.tries, t.tries_on_days,
        m.earliest, m.latest, m.day_latest,
        row_number() OVER (
            PARTITION BY t.duty_no, t.fact_no, t.day_earliest, m.day_latest
            ORDER BY m.latest, m.earliest
        ) AS of_day
    FROM special AS t
    INNER JOIN (
        SELECT * FROM mark WHERE set_no IN (SELECT tries_set FROM duty)
    ) AS m
        ON t.subject_no = m.subject_no AND t.tries_set = m.set_no AND m.latest >= t.earliest
    WHERE t.tries_set IS NOT NULL
        AND (t.first_earliest IS NULL OR t.first_decides OR m.latest >= t.first_earliest)
),

numbered AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY duty_no, fact_no, turn_day
            ORDER BY CASE WHEN tries_on_days THEN day_latest END, latest, earliest
        ) AS number
    FROM tried
    WHERE of_day = 1 OR NOT tries_on_days
),

enough AS (
    SELECT duty_no, fact_no, turn_day, earliest, latest FROM numbered WHERE number = tries
),

-- how far all a duty needs was heard from the opening on, where sources list the subject
heard AS (
    SELECT duty_no, fact_no, turn_day, max(heard_until) AS heard_until
    FROM (
        SELECT t.duty_no, t.fact_no, t.day_earliest AS turn_day, e.ear_no, e.heard_until
        FROM turn AS t
        INNER JOIN ear AS e
            ON t.duty_no = e.duty_no AND e.needs > 0
            AND t.earliest >= e.heard_from AND t.earliest < e.heard_to
        INNER JOIN ear_needs AS n ON e.ear_no = n.ear_no
        INNER JOIN listed AS s ON t.subject_no = s.subject_no AND n.source = s.source
        GROUP BY t.duty_no, t.fact_no, t.day_earliest, e.ear_no, e.needs, e.heard_until
        HAVING count(*) = e.needs
    )
    GROUP BY duty_no, fact_no, turn_day
),

held AS (
    SELECT t.duty_no, t.fact_no, t.day_earliest AS turn_day, any_value(h.party) AS party
    FROM turn AS t
    INNER JOIN holder AS h
        ON t.subject_no = h.subject_no
        AND h.starts_at <= t.latest
        AND (h.ends_at IS NULL OR h.ends_at > t.earliest)
    WHERE t.owed_by = 'holding-agency'
    GROUP BY t.duty_no, t.fact_no, t.day_earliest
    HAVING count(DISTINCT h.party) = 1
),

limited AS NOT MATERIALIZED (
    SELECT
        f.*,
        coalesce(t.last_earliest, f.last_earliest, b.soonest, TIMESTAMP '9999-12-30') AS until_1,
        coalesce(t.last_latest, f.last_latest, b.latest, TIMESTAMP '9999-12-30') AS until_2,
        t.paused, t.perhaps_paused,
        CASE WHEN f.first_decides THEN f.earliest
            ELSE greatest(f.first_earliest, f.earliest) END AS acts_from
    FROM found AS f
    LEFT JOIN (
        SELECT * FROM next WHERE set_no IN (SELECT before_set FROM duty)
    ) AS b
        ON CAST(f.subject_no AS BIGINT) * 10000 + f.before_set = b.mark_key
        AND f.earliest > b.after AND f.earliest <= b.latest
    LEFT JOIN tolled AS t
        ON f.duty_no = t.duty_no AND f.fact_no = t.fact_no AND f.day_earliest = t.turn_day
),

-- everything a state is decided by, a due a row
weighed AS NOT MATERIALIZED (
    SELECT
        l.subject_no, l.duty_no, l.rule_no, l.fact_no, l.earliest, l.latest,
        l.first_earliest, l.first_latest, l.first_decides, l.no_deadline,
        l.until_1, l.until_2, l.paused, l.perhaps_paused,
        least(k.soonest, n.earliest) AS kept_earliest,
        least(k.latest, n.latest) AS kept_latest,
        CASE WHEN l.first_latest IS NULL THEN least(k.latest, n.latest)
            WHEN n.earliest >= l.first_latest THEN least(c.latest, n.latest)
            ELSE c.latest END AS certain,
        x.soonest AS excused_earliest, x.latest AS excused_latest,
        e.soonest AS ended_earliest, e.latest AS ended_latest,
        greatest(a.heard_until, h.heard_until) AS heard_until,
        CASE WHEN l.owed_by = 'holding-agency' THEN coalesce(p.party, 'unclear')
            ELSE l.owed_by END AS owes
    FROM limited AS l
    LEFT JOIN (
        SELECT * FROM next WHERE set_no IN (SELECT kept_set FROM duty WHERE NOT simple)
    ) AS k
        ON CAST(l.subject_no AS BIGINT) * 10000 + l.kept_set = k.mark_key
        AND l.acts_from > k.after AND l.acts_from <= k.latest
    LEFT JOIN sure AS c
        ON CAST(l.subject_no AS BIGINT) * 10000 + l.kept_set = c.mark_key
        AND l.first_latest > c.after AND l.first_latest <= c.earliest
    LEFT JOIN (
        SELECT * FROM next WHERE set_no IN (SELECT excused_set FROM duty)
    ) AS x
        ON CAST(l.subject_no AS BIGINT) * 10000 + l.excused_set = x.mark_key
        AND l.earliest > x.after AND l.earliest <= x.latest
    LEFT JOIN (
        SELECT * FROM next WHERE set_no IN (SELECT ends_set FROM duty)
    ) AS e
        ON CAST(l.subject_no AS BIGINT) * 10000 + l.ends_set = e.mark_key
        AND l.earliest > e.after AND l.earliest <= e.latest
    LEFT JOIN ear AS a
        ON l.duty_no = a.duty_no AND a.needs = 0
        AND l.earliest >= a.heard_from AND l.earliest < a.heard_to
    LEFT JOIN enough AS n
        ON l.duty_no = n.duty_no AND l.fact_no = n.fact_no AND l.day_earliest = n.turn_day
    LEFT JOIN heard AS h
        ON l.duty_no = h.duty_no AND l.fact_no = h.fact_no AND l.day_earliest = h.turn_day
    LEFT JOIN held AS p
        ON l.duty_no = p.duty_no AND l.fact_no = p.fact_no AND l.day_earliest = p.turn_day
    WHERE NOT l.simple
    UNION ALL
    -- a duty that nothing excuses, ends or stays needs to look for one thing only
    SELECT
        f.subject_no, f.duty_no, f.rule_no, f.fact_no, f.earliest, f.latest,
        NULL, NULL, NULL, NULL,
        f.last_earliest, f.last_latest, NULL, NULL,
        k.soonest, k.latest, k.latest, NULL, NULL, NULL, NULL,
        greatest(a.heard_until, h.heard_until), f.owed_by
    FROM found AS f
    LEFT JOIN (
        SELECT * FROM next WHERE set_no IN (SELECT kept_set FROM duty WHERE simple)
    ) AS k
        ON CAST(f.subject_no AS BIGINT) * 10000 + f.kept_set = k.mark_key
        AND f.earliest > k.after AND f.earliest <= k.latest
    LEFT JOIN ear AS a
        ON f.duty_no = a.duty_no AND a.needs = 0
        AND f.earliest >= a.heard_from AND f.earliest < a.heard_to
    LEFT JOIN heard AS h ON f.duty_no = h.duty_no AND f.fact_no = h.fact_no
    WHERE f.simple
)

SELECT
    subject_no,
    duty_no,
    rule_no,
    fact_no AS opened_by,
    earliest AS opened_earliest,
    latest AS opened_latest,
    first_earliest AS not_before,
    CASE WHEN until_2 < TIMESTAMP '9999-12-30' AND rule_no IS NOT NULL THEN until_1 END
        AS due_earliest,
    CASE WHEN until_2 < TIMESTAMP '9999-12-30' AND rule_no IS NOT NULL THEN until_2 END
        AS due_latest,
    kept_earliest,
    kept_latest,
    CASE
        WHEN rule_no IS NULL THEN 'unclear'
        WHEN no_deadline THEN
            CASE
                WHEN kept_latest IS NOT NULL THEN 'kept'
                WHEN excused_latest IS NOT NULL THEN 'excused'
                WHEN ended_latest IS NOT NULL THEN 'superseded'
                ELSE 'gap'
            END
        WHEN certain <= until_1 AND NOT coalesce(first_decides AND kept_earliest < first_latest,
            FALSE) THEN 'kept'
        WHEN excused_latest <= until_1 THEN 'excused'
        WHEN ended_latest <= until_1 THEN 'superseded'
        WHEN paused THEN 'paused'
        WHEN excused_earliest <= until_2 OR ended_earliest <= until_2 OR perhaps_paused
            THEN 'unclear'
        WHEN kept_latest IS NOT NULL THEN
            CASE
                WHEN kept_earliest > until_2 THEN 'late'
                WHEN first_decides AND kept_latest < first_earliest THEN 'late'
                ELSE 'unclear'
            END
        WHEN $as_of <= until_1 THEN 'waiting'
        WHEN $as_of <= until_2 THEN 'unclear'
        WHEN heard_until > until_2 THEN 'overdue'
        ELSE 'unclear'
    END AS state,
    owes AS owed_by
FROM weighed
