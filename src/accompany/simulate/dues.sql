-- The dues of the made-up nation as a perfect observer judges them: {{facts}} to {{out}}.
--
-- Each duty is worked out here by its own rule, with nothing taken from the rulebook or its judge,
-- so that agreement means something; only the days on which offices are closed ({{closed}}) are the
-- calendar's. One row for each opening; days are days in New York.

CREATE OR REPLACE TEMP TABLE happened AS
SELECT person, kind, party, office, on_day::DATE AS on_day, moment FROM {{facts}};

CREATE OR REPLACE TEMP TABLE open_day AS
SELECT range::DATE AS on_day FROM range(DATE '2015-01-01', DATE '2036-01-01', INTERVAL 1 DAY)
WHERE isodow(range) <= 5 AND range::DATE NOT IN (SELECT unnest({{closed}}));

CREATE OR REPLACE TEMP MACRO of_kind(wanted, by_office) AS TABLE
    SELECT person, on_day, moment FROM happened
    WHERE kind = wanted AND (by_office = '' OR office = by_office);

-- hours from one instant to the next act of a kind
CREATE OR REPLACE TEMP MACRO in_hours(duty, opens, keeps, by_party, hours, excuse) AS TABLE
    WITH opening AS (SELECT person, on_day, moment FROM happened WHERE kind = opens),
    act AS (
        SELECT person, moment FROM happened WHERE kind = keeps AND (by_party = '' OR party = by_party)
    ),
    met AS (
        SELECT opening.*, act.moment AS kept_at
        FROM opening ASOF LEFT JOIN act ON opening.person = act.person AND act.moment >= opening.moment
    ),
    judged AS (
        SELECT met.*, excused.moment AS excused_at
        FROM met ASOF LEFT JOIN (SELECT person, moment FROM happened WHERE kind = excuse) AS excused
            ON met.person = excused.person AND excused.moment >= met.moment
    )
    SELECT person, duty AS duty, on_day AS opened_on, CASE
        WHEN kept_at <= moment + to_hours(hours) THEN 'kept'
        WHEN excused_at <= moment + to_hours(hours) THEN 'excused'
        WHEN kept_at IS NOT NULL THEN 'late'
        WHEN moment + to_hours(hours) < {{end_at}} THEN 'overdue'
        ELSE 'waiting' END AS state
    FROM judged;

-- days, counted from the day of opening, within which an act of a kind is due
CREATE OR REPLACE TEMP MACRO in_days(duty, opens, keeps, by_office, first_day, last_day, rolls, since,
    before, ends_it) AS TABLE
    WITH opening AS (
        SELECT person, on_day FROM happened
        WHERE kind = opens AND on_day >= since AND on_day < before
    ),
    met AS (
        SELECT
            opening.*,
            act.on_day AS kept_on,
            CASE WHEN rolls THEN (
                SELECT min(open_day.on_day) FROM open_day
                WHERE open_day.on_day >= opening.on_day + last_day
            ) ELSE opening.on_day + last_day END AS due_on
        FROM opening ASOF LEFT JOIN of_kind(keeps, by_office) AS act
            ON opening.person = act.person AND act.on_day >= opening.on_day + first_day
    ),
    judged AS (
        SELECT met.*, gone.on_day AS ended_on
        FROM met ASOF LEFT JOIN (
            SELECT person, on_day FROM happened WHERE kind IN ('died', 'departed') AND ends_it
        ) AS gone ON met.person = gone.person AND gone.on_day >= met.on_day
    )
    SELECT person, duty AS duty, on_day AS opened_on, CASE
        WHEN kept_on <= due_on THEN 'kept'
        WHEN ended_on <= due_on THEN 'superseded'
        WHEN kept_on IS NOT NULL THEN 'late'
        WHEN due_on < {{through}} THEN 'overdue'
        ELSE 'waiting' END AS state
    FROM judged;

-- acts for which the law sets no time: done, made pointless, or a gap
CREATE OR REPLACE TEMP MACRO at_all(duty, opens, keeps, since, ends_it) AS TABLE
    WITH opening AS (SELECT person, on_day, moment FROM happened WHERE kind = opens AND on_day >= since),
    met AS (
        SELECT opening.*, act.on_day AS kept_on
        FROM opening ASOF LEFT JOIN of_kind(keeps, '') AS act
            ON opening.person = act.person AND act.on_day >= opening.on_day
    ),
    judged AS (
        SELECT met.*, gone.on_day AS ended_on
        FROM met ASOF LEFT JOIN (
            SELECT person, on_day FROM happened WHERE kind IN ('died', 'departed') AND ends_it
        ) AS gone ON met.person = gone.person AND gone.on_day >= met.on_day
    )
    SELECT person, duty AS duty, on_day AS opened_on, CASE
        WHEN kept_on IS NOT NULL THEN 'kept'
        WHEN ended_on IS NOT NULL THEN 'superseded'
        ELSE 'gap' END AS state
    FROM judged;

COPY (
    FROM in_hours('us/tvpra/notify-hhs', 'apprehended', 'hhs-notified', '', 48, '')
    UNION ALL FROM in_hours(
        'us/tvpra/transfer-to-hhs', 'determined-unaccompanied', 'custody-began', 'hhs-orr', 72,
        'exceptional-circumstances')
    UNION ALL FROM in_hours(
        'us/orr-policy-guide/notify-discharge', 'released', 'discharge-notified', '', 24, '')
    UNION ALL FROM in_hours(
        'us/orr-policy-guide/submit-concern', 'concern-learned', 'concern-reported', '', 24, '')
    UNION ALL FROM in_days(
        'us/orr-policy-guide/follow-up-call', 'released', 'call-reached-child', '', 30, 37, false,
        DATE '2015-08-01', DATE '2024-01-01', true)
    UNION ALL FROM in_days(
        'us/cfr-8-1003/tell-court-of-move', 'moved', 'address-told', 'eoir', 0, 5, true,
        DATE '1997-04-01', DATE '2100-01-01', false)
    UNION ALL FROM in_days(
        'us/cfr-8-1003/appeal-to-board', 'judge-decided', 'appeal-filed', '', 0, 30, true,
        DATE '1997-04-01', DATE '2026-03-09', false)
    UNION ALL FROM in_days(
        'us/sponsor-agreement/tell-court-of-childs-move', 'moved', 'address-told', 'eoir', 0, 5, false,
        DATE '2015-08-01', DATE '2100-01-01', false)
    UNION ALL FROM in_days(
        'us/sponsor-agreement/tell-dhs-of-childs-move', 'moved', 'address-told', 'uscis', 0, 5, false,
        DATE '2015-08-01', DATE '2100-01-01', false)
    UNION ALL FROM in_days(
        'us/sponsor-agreement/tell-orr-of-move', 'moved', 'address-told', 'hhs-orr', 0, 5, false,
        DATE '2015-08-01', DATE '2100-01-01', false)
    UNION ALL FROM at_all(
        'us/ina/issue-notice-to-appear', 'released', 'nta-issued', DATE '2009-03-23', true)
    UNION ALL FROM in_days(
        'us/ina/tell-dhs-of-move', 'moved', 'address-told', 'uscis', 0, 10, false,
        DATE '1952-12-24', DATE '2100-01-01', false)
    UNION ALL FROM at_all(
        'us/ina/serve-notice-to-appear', 'nta-issued', 'nta-served', DATE '1997-04-01', true)
    UNION ALL FROM at_all(
        'us/cfr-8-1003/file-notice-to-appear', 'nta-served', 'nta-filed', DATE '1997-04-01', true)
    UNION ALL FROM at_all(
        'us/oversight/tell-hhs-of-missed-hearing', 'hearing-missed', 'missed-hearing-told',
        DATE '2024-08-19', false)
    UNION ALL FROM at_all(
        'us/oversight/locate-after-missed-hearing', 'hearing-missed', 'location-attempted',
        DATE '2023-12-01', false)
    UNION ALL FROM at_all(
        'us/oversight/act-on-concern', 'concern-reported', 'concern-closed', DATE '2019-01-01',
        false)
    ORDER BY duty, person, opened_on, state
) TO {{out}} (FORMAT parquet, COMPRESSION zstd);
