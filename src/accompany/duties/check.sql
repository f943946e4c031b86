-- Where dues are gathered, one range of subjects after another.
CREATE OR REPLACE TABLE due (
    subject_no INTEGER,
    duty_no INTEGER,
    rule_no INTEGER,
    opened_by BIGINT,
    opened_earliest TIMESTAMP,
    opened_latest TIMESTAMP,
    not_before TIMESTAMP,
    due_earliest TIMESTAMP,
    due_latest TIMESTAMP,
    kept_earliest TIMESTAMP,
    kept_latest TIMESTAMP,
    state VARCHAR,
    owed_by VARCHAR
);
