-- What each sign says of whom: every sign stays, also where two of one case disagree.

CREATE OR REPLACE MACRO standing(code, sign) AS
    CASE
        WHEN code IN ('UJ', 'J2', 'UC') THEN 'unaccompanied'
        WHEN code = 'J1' AND sign = 'juvenile-history' THEN 'was unaccompanied'
        WHEN code = 'J1' THEN 'turned 18'
        WHEN code = 'J' THEN 'juvenile, not divided'
        WHEN code = 'AJ' THEN 'accompanied'
        WHEN code = 'NA' AND sign = 'juvenile-history' THEN 'not applicable'
        WHEN code IN ('FA', 'AWC/ATD', 'AWC/D') THEN 'with family'
    END;

CREATE OR REPLACE TABLE eoir_signs AS
WITH signs AS (
    SELECT
        j.line, j.idncase, datcreatedon AS since,
        coalesce(m.says, trim(idnjuvenile)) AS code, 'juvenile-history' AS sign,
        key_of('tbl_JuvenileHistory', idnjuvenilehistory, j.raw) AS key
    FROM tbl_juvenilehistory_row AS j
    LEFT JOIN eoir_means AS m
        ON m.list = 'juvenile' AND m.key = trim(idnjuvenile)
    UNION ALL
    SELECT
        line, idncase, datcreatedon, upper(trim(casepriority_code)),
        'priority-history', key_of('tbl_CasePriorityHistory', idncaseprihistory, raw)
    FROM tbl_casepriorityhistory_row
    UNION ALL
    SELECT
        line, idncase, NULL, upper(trim(case_id)), 'case-identifier',
        key_of('A_TblCaseIdentifier', idncaseid, raw)
    FROM a_tblcaseidentifier_row
    UNION ALL
    SELECT
        line, idncase, NULL, upper(trim(casepriority_code)), 'case-priority',
        'A_TblCase|' || CAST(idncase AS BIGINT)
    FROM a_tblcase_row WHERE trim(casepriority_code) <> ''
)

SELECT
    line, CAST(s.idncase AS BIGINT) AS idncase, nullif(code, '') AS code, sign, key,
    standing(code, sign) AS standing,
    -- when the old codes were moved into this table; not when anybody was coded
    since IS NOT DISTINCT FROM '2014-09-06 19:24:46.373' AS moved,
    day(since) AS since_day,
    CASE WHEN NOT moved THEN instant(since) END AS since_at
FROM signs AS s
SEMI JOIN eoir_ours AS o ON CAST(s.idncase AS BIGINT) = o.idncase;

-- A sign without a day holds for all the years that can be read; one moved in 2014 is from before.
INSERT INTO stated
SELECT
    line, about(idncase),
    CASE WHEN standing IS NULL AND sign = 'case-identifier' THEN 'case-marked'
        ELSE 'juvenile-coded' END,
    CASE WHEN since_at IS NULL
        THEN CASE WHEN moved THEN DATE '1900-01-01' ELSE coalesce(since_day, DATE '1900-01-01') END
    END,
    CASE WHEN since_at IS NULL THEN coalesce(since_day, DATE '2199-12-31') END,
    since_at, since_at, {{zone}}, 'eoir', '',
    '{' || concat_ws(',', pair('code', code), pair('sign', sign), pair('standing', standing)) || '}',
    key
FROM eoir_signs
WHERE code IS NOT NULL;

-- Two signs of one case that cannot both be so of one child at one time.
INSERT INTO problem
SELECT
    min(line), '', 'noted', 'the signs of this case disagree on whether the child is unaccompanied',
    'All signs are kept; a figure says which one it counts.', ''
FROM eoir_signs
GROUP BY idncase
HAVING
    count(*) FILTER (WHERE standing IN ('unaccompanied', 'was unaccompanied')) > 0
    AND count(*) FILTER (WHERE standing IN ('accompanied', 'with family')) > 0;
