-- The cases that are a child's by any sign: a juvenile code other than "Not Applicable", a J of the
-- case identifiers (JL is a lawsuit's name), or the priority of unaccompanied children.
CREATE OR REPLACE TABLE eoir_ours AS
SELECT CAST(idncase AS BIGINT) AS idncase FROM tbl_juvenilehistory_row
WHERE trim(idnjuvenile) IN ('1', '2', '3', '4', '6')
UNION
SELECT CAST(idncase AS BIGINT) FROM a_tblcaseidentifier_row
WHERE upper(trim(case_id)) IN ('J', 'J1', 'J2', 'UJ')
UNION
SELECT CAST(idncase AS BIGINT) FROM tbl_casepriorityhistory_row
WHERE upper(trim(casepriority_code)) = 'UC'
UNION
SELECT CAST(idncase AS BIGINT) FROM a_tblcase_row WHERE trim(casepriority_code) = 'UC';
