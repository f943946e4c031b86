-- tbl_schedule: one row for each hearing of each person; hearings called off stay in it.

CREATE OR REPLACE TABLE eoir_hearing AS
SELECT
    h.line, about(h.idncase) AS about,
    key_of('tbl_schedule', idnschedule, h.raw) AS key,
    day(input_date) AS set_on, day(adj_date) AS on_day, input_date, adj_date,
    code(base_city_code) AS court, c.says AS court_name,
    code(hearing_loc_code) AS place, p.says AS place_name,
    code(cal_type) AS calendar, code(adj_time_start) AS at_time, upper(code(adj_rsn)) AS reason,
    r.says AS reason_means, upper(code(adj_medium)) AS medium, code(rec_type) AS record
FROM tbl_schedule_row AS h
LEFT JOIN eoir_means AS c ON c.list = 'court' AND code(h.base_city_code) = c.key
LEFT JOIN eoir_means AS p ON p.list = 'place' AND code(h.hearing_loc_code) = p.key
LEFT JOIN eoir_means AS r ON r.list = 'reason' AND upper(code(h.adj_rsn)) = r.key;

-- Set on the day it was entered; where that is missing, at some time up to the hearing.
INSERT INTO stated
SELECT
    line, about, 'hearing-set', coalesce(set_on, DATE '1900-01-01'), coalesce(set_on, on_day),
    NULL, NULL, {{zone}}, 'eoir', 'respondent',
    '{' || concat_ws(
        ',', pair('calendar', calendar), pair('court', court), pair('court_name', court_name),
        pair('medium', medium), pair('on', on_day::VARCHAR), pair('place', place),
        pair('place_name', place_name), pair('record', record), pair('time', at_time)
    ) || '}',
    key
FROM eoir_hearing
WHERE on_day IS NOT NULL;

INSERT INTO stated
SELECT
    line, about, 'hearing-adjourned', on_day, on_day, NULL, NULL, {{zone}}, 'eoir', '',
    '{' || concat_ws(
        ',', pair('court', court), pair('court_name', court_name), pair('means', reason_means),
        pair('place', place), pair('place_name', place_name), pair('reason', reason)
    ) || '}',
    key
FROM eoir_hearing
WHERE reason IS NOT NULL AND on_day IS NOT NULL;

-- Code 11 says that the child or the lawyer was not there: weaker than an order in absentia. Code 33
-- is the interpreter. Codes decide, never the words.
INSERT INTO stated
SELECT
    line, about, 'hearing-missed', on_day, on_day, NULL, NULL, {{zone}}, 'respondent', '',
    '{' || concat_ws(
        ',', pair('court', court), pair('court_name', court_name),
        '"signal":"adjourned-no-show-child-or-lawyer"'
    ) || '}',
    key
FROM eoir_hearing
WHERE reason = '11' AND on_day IS NOT NULL;

INSERT INTO problem
SELECT odd.line, odd.column_name, 'noted', odd.what, odd.advice, rtrim(r.raw, chr(10))
FROM (
    SELECT
        line, 'ADJ_DATE' AS column_name, 'the date is no day of 1900 to 2199' AS what,
        'The hearing is left out.' AS advice
    FROM eoir_hearing WHERE adj_date <> '' AND on_day IS NULL
    UNION ALL
    SELECT
        line, 'INPUT_DATE', 'the date is no day of 1900 to 2199',
        'When the hearing was set is left open.'
    FROM eoir_hearing WHERE input_date <> '' AND set_on IS NULL
) AS odd
INNER JOIN tbl_schedule_row AS r ON odd.line = r.line;
