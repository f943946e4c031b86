-- Custody, lawyers, motions and appeals; then the rows that state nothing.

INSERT INTO stated
SELECT
    line, about(idncase), 'left-court-custody-record',
    coalesce(on_day, DATE '1900-01-01'), coalesce(on_day, DATE '2199-12-31'),
    NULL, NULL, {{zone}}, 'eoir', '', '{' || concat_ws(',', pair('custody', custody)) || '}',
    key_of('tbl_CustodyHistory', idncustody, raw)
FROM (
    SELECT line, idncase, idncustody, raw, day(datdetained) AS on_day, 'D' AS custody
    FROM tbl_custodyhistory_row WHERE day(datdetained) IS NOT NULL
    UNION ALL
    SELECT line, idncase, idncustody, raw, day(datreleased), 'R'
    FROM tbl_custodyhistory_row WHERE day(datreleased) IS NOT NULL
    UNION ALL
    SELECT line, idncase, idncustody, raw, NULL, code(custody)
    FROM tbl_custodyhistory_row
    WHERE day(datdetained) IS NULL AND day(datreleased) IS NULL AND code(custody) IS NOT NULL
);

-- The government's lawyers (INS) are not the child's.
INSERT INTO stated
SELECT
    line, about(idncase), 'represented',
    coalesce(since, DATE '1900-01-01'), coalesce(since, DATE '2199-12-31'), NULL, NULL,
    {{zone}}, 'counsel', 'respondent',
    '{' || concat_ws(',', pair('level', upper(code(strattylevel))), '"sign":"assigned"') || '}',
    key_of('tbl_RepsAssigned', idnrepsassigned, raw)
FROM (
    SELECT *, coalesce(day(e_28_date), day(e_27_date)) AS since FROM tbl_repsassigned_row
)
WHERE upper(code(strattytype)) = 'ALIEN';

-- REC_TYPE of a motion is the code of what is moved: it has no other column for it.
CREATE OR REPLACE TABLE eoir_motion AS
SELECT
    line, raw, about(idncase) AS about, key_of('tbl_Court_Motions', idnmotion, raw) AS key,
    upper(code(rec_type)) AS motion, m.says AS means, upper(code(dec)) AS result,
    day(motion_recd_date) AS filed_on, day(comp_date) AS decided_on,
    upper(code(strfilingparty)) AS filed_by
FROM tbl_court_motions_row AS o
LEFT JOIN eoir_means AS m ON m.list = 'motion' AND upper(code(o.rec_type)) = m.key;

INSERT INTO stated
SELECT
    line, about, 'motion-filed', filed_on, filed_on, NULL, NULL, {{zone}},
    CASE filed_by WHEN 'A' THEN 'respondent' WHEN 'I' THEN 'dhs' WHEN 'E' THEN 'eoir' ELSE '' END,
    'eoir',
    '{' || concat_ws(
        ',', pair('filed_by', filed_by), pair('means', means), pair('motion', motion)
    ) || '}',
    key
FROM eoir_motion
WHERE filed_on IS NOT NULL;

INSERT INTO stated
SELECT
    line, about, 'motion-decided', decided_on, decided_on, NULL, NULL, {{zone}}, 'eoir', '',
    '{' || concat_ws(
        ',', pair('means', means), pair('motion', motion), pair('result', result)
    ) || '}',
    key
FROM eoir_motion
WHERE decided_on IS NOT NULL AND result IS NOT NULL;

CREATE OR REPLACE TABLE eoir_appeal AS
SELECT
    line, raw, about(idncase) AS about, key_of('tblAppeal', idnappeal, raw) AS key,
    code(strappealtype) AS type, day(datappealfiled) AS filed_on,
    upper(code(strfiledby)) AS filed_by, day(datbiadecision) AS decided_on,
    code(strbiadecision) AS result, a.says AS means,
    CASE WHEN lower(code(strcasetype)) NOT IN ('nul', 'und', 'n') THEN code(strcasetype) END
        AS case_type,
    lower(code(strcasetype)) IN ('nul', 'und', 'n') AS clipped
FROM tblappeal_row AS o
LEFT JOIN eoir_means AS a ON a.list = 'appeal' AND code(o.strbiadecision) = a.key;

INSERT INTO stated
SELECT
    line, about, 'appeal-filed', filed_on, filed_on, NULL, NULL, {{zone}},
    CASE filed_by WHEN 'A' THEN 'respondent' WHEN 'I' THEN 'dhs' WHEN 'H' THEN 'hhs-orr' ELSE '' END,
    'eoir-bia',
    '{' || concat_ws(
        ',', pair('by', filed_by), pair('case_type', case_type), pair('type', type)
    ) || '}',
    key
FROM eoir_appeal
WHERE filed_on IS NOT NULL;

INSERT INTO stated
SELECT
    line, about, 'appeal-decided', decided_on, decided_on, NULL, NULL, {{zone}}, 'eoir-bia', '',
    '{' || concat_ws(',', pair('means', means), pair('result', result), pair('type', type)) || '}',
    key
FROM eoir_appeal
WHERE decided_on IS NOT NULL;

INSERT INTO problem
SELECT
    line, 'strCaseType', 'noted', 'a clipped word stands where a type of case should',
    'It is taken as not said.', rtrim(raw, chr(10))
FROM eoir_appeal
WHERE clipped;

-- Rows of a children's case that say nothing with a date, and rows of the tables of signs that
-- are of other cases.
CREATE OR REPLACE TABLE eoir_idle AS
SELECT line FROM (
    SELECT line FROM a_tblcase_row
    UNION ALL SELECT line FROM b_tblproceeding_row
    UNION ALL SELECT line FROM tbl_schedule_row
    UNION ALL SELECT line FROM tbl_juvenilehistory_row
    UNION ALL SELECT line FROM tbl_custodyhistory_row
    UNION ALL SELECT line FROM tbl_repsassigned_row
    UNION ALL SELECT line FROM tbl_court_motions_row
    UNION ALL SELECT line FROM tblappeal_row
    UNION ALL SELECT line FROM a_tblcaseidentifier_row
    UNION ALL SELECT line FROM tbl_casepriorityhistory_row
) AS kept
ANTI JOIN stated ON kept.line = stated.line;
