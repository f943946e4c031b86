-- B_TblProceeding: one case has many, for each court and each time it is opened again.

CREATE OR REPLACE TABLE eoir_proceeding AS
WITH read AS (
    SELECT
        line, about(idncase) AS about, idncase,
        key_of('B_TblProceeding', idnproceeding, raw) AS key,
        try_cast(trim(idnproceeding) AS BIGINT) AS proceeding,
        day(osc_date) AS issued_on, day(input_date) AS entered_on, day(comp_date) AS completed_on,
        day(venue_chg_granted) AS moved_on, code(base_city_code) AS court,
        code(hearing_loc_code) AS place, upper(code(case_type)) AS case_type,
        upper(code(dec_code)) AS decision, upper(code(other_comp)) AS other,
        upper(code(absentia)) AS absentia, code(transfer_to) AS transfer_to,
        osc_date, input_date, comp_date
    FROM b_tblproceeding_row
),

ordered AS (
    SELECT
        *,
        row_number() OVER turn AS turn,
        lag(decision) OVER turn AS decision_before,
        lag(absentia) OVER turn AS absentia_before,
        lag(completed_on) OVER turn AS completed_before
    FROM read
    WINDOW turn AS (PARTITION BY idncase ORDER BY coalesce(entered_on, issued_on), proceeding, line)
)

SELECT
    o.*, c.says AS court_name, p.says AS place_name,
    d.says AS decision_means, coalesce(x.says, a.says) AS other_means,
    coalesce(
        o.absentia = 'Y'
        AND concat_ws('|', coalesce(o.case_type, 'RMV'), o.decision) IN ('RMV|X', 'DEP|D'),
        FALSE
    ) AS ordered_absent
FROM ordered AS o
LEFT JOIN eoir_means AS c ON c.list = 'court' AND o.court = c.key
LEFT JOIN eoir_means AS p ON p.list = 'place' AND o.place = p.key
LEFT JOIN eoir_means AS d
    ON d.list = 'decision' AND concat_ws('|', o.case_type, o.decision, 'C') = d.key
LEFT JOIN eoir_means AS x
    ON x.list = 'decision' AND concat_ws('|', o.case_type, o.other, 'O') = x.key
LEFT JOIN eoir_means AS a ON a.list = 'other' AND o.other = a.key;

-- OSC_DATE is when DHS issued the charging document. When it was filed or served, nothing here says.
INSERT INTO stated
SELECT
    line, about, 'nta-issued', issued_on, issued_on, NULL, NULL, {{zone}}, 'dhs', 'respondent',
    '{' || concat_ws(',', pair('case_type', case_type)) || '}', key
FROM eoir_proceeding
WHERE issued_on IS NOT NULL;

-- INPUT_DATE is when the court made its record, not always when the document was filed.
INSERT INTO stated
SELECT
    line, about, CASE WHEN turn = 1 THEN 'case-opened' ELSE 'reopened' END,
    entered_on, entered_on, NULL, NULL, {{zone}}, 'eoir', '',
    '{' || concat_ws(
        ',',
        CASE
            WHEN turn = 1 THEN NULL
            WHEN absentia_before = 'Y' THEN '"after":"in-absentia"'
            ELSE '"after":"decision"'
        END,
        pair('case_type', case_type), pair('court', court), pair('court_name', court_name),
        pair('place', place), pair('place_name', place_name)
    ) || '}',
    key
FROM eoir_proceeding
WHERE
    entered_on IS NOT NULL
    AND (turn = 1 OR decision_before IS NOT NULL OR absentia_before = 'Y');

INSERT INTO stated
SELECT
    line, about, 'venue-changed', coalesce(moved_on, completed_on), coalesce(moved_on, completed_on),
    NULL, NULL, {{zone}}, 'eoir', '',
    '{' || concat_ws(
        ',', pair('from_court', court), CASE other WHEN 'T' THEN '"how":"transfer"' END,
        pair('transfer_to', transfer_to)
    ) || '}',
    key
FROM eoir_proceeding
WHERE other IN ('C', 'T') AND coalesce(moved_on, completed_on) IS NOT NULL;

-- To remove or deport somebody in absentia is one order and one fact: no appeal lies from it, only a
-- motion to reopen. From an exclusion in absentia one may be taken, and a case that is terminated
-- while the child is away is decided like any other.
INSERT INTO stated
SELECT
    line, about, CASE WHEN ordered_absent THEN 'in-absentia-order' ELSE 'judge-decided' END,
    completed_on, completed_on, NULL, NULL, {{zone}}, 'eoir', '',
    '{' || concat_ws(
        ',', pair('case_type', case_type), pair('completion', 'merits'), pair('court', court),
        pair('court_name', court_name), pair('decision', decision), pair('means', decision_means)
    ) || '}',
    key
FROM eoir_proceeding
WHERE decision IS NOT NULL AND completed_on IS NOT NULL;

INSERT INTO stated
SELECT
    line, about, 'judge-decided', completed_on, completed_on, NULL, NULL, {{zone}}, 'eoir', '',
    '{' || concat_ws(
        ',', pair('case_type', case_type), pair('completion', 'other'), pair('court', court),
        pair('court_name', court_name), pair('decision', other), pair('means', other_means)
    ) || '}',
    key
FROM eoir_proceeding
WHERE other IS NOT NULL AND other NOT IN ('C', 'T') AND completed_on IS NOT NULL;

-- Blank means open, mostly; that the child appeared is said nowhere.
INSERT INTO stated
SELECT
    line, about, kind, completed_on, completed_on, NULL, NULL, {{zone}}, party, '',
    '{' || concat_ws(
        ',', pair('court', court), pair('court_name', court_name), pair('signal', signal)
    ) || '}',
    key
FROM (
    SELECT *, 'in-absentia-order' AS kind, 'eoir' AS party, NULL AS signal
    FROM eoir_proceeding WHERE absentia = 'Y' AND NOT ordered_absent
    UNION ALL
    SELECT *, 'hearing-missed', 'respondent', 'in-absentia-order'
    FROM eoir_proceeding WHERE absentia = 'Y'
    UNION ALL
    SELECT *, 'hearing-missed', 'respondent', 'closed-failure-to-appear'
    FROM eoir_proceeding WHERE other = 'B'
)
WHERE completed_on IS NOT NULL;

INSERT INTO problem
SELECT odd.line, odd.column_name, 'noted', odd.what, odd.advice, rtrim(r.raw, chr(10))
FROM (
    SELECT
        line, 'OSC_DATE' AS column_name, 'the date is no day of 1900 to 2199' AS what,
        'What happened then is left out.' AS advice
    FROM eoir_proceeding WHERE osc_date <> '' AND issued_on IS NULL
    UNION ALL
    SELECT
        line, 'INPUT_DATE', 'the date is no day of 1900 to 2199', 'What happened then is left out.'
    FROM eoir_proceeding WHERE input_date <> '' AND entered_on IS NULL
    UNION ALL
    SELECT
        line, 'COMP_DATE', 'the date is no day of 1900 to 2199', 'What happened then is left out.'
    FROM eoir_proceeding WHERE comp_date <> '' AND completed_on IS NULL
    UNION ALL
    SELECT
        line, 'ABSENTIA', 'an order in absentia has no date',
        'The order is left out; ask EOIR for its date.'
    FROM eoir_proceeding WHERE absentia = 'Y' AND completed_on IS NULL
    UNION ALL
    SELECT line, 'ABSENTIA', 'the mark is neither Y nor N', 'It is taken as not said.'
    FROM eoir_proceeding WHERE absentia NOT IN ('Y', 'N')
) AS odd
INNER JOIN b_tblproceeding_row AS r ON odd.line = r.line;
