-- Who had charge of a subject; judge.sql reads it where a rule is owed by the holding agency.
CREATE OR REPLACE TABLE holder (
    subject_no INTEGER,
    party VARCHAR,
    starts_at TIMESTAMP,
    ends_at TIMESTAMP
);
