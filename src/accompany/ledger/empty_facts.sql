-- One row for every time a fact was told. `known_until` closes a telling taken in late: from
-- then on an earlier batch tells the same.
CREATE OR REPLACE TABLE facts_empty (
    fact_id BLOB, source VARCHAR, about VARCHAR, kind VARCHAR,
    happened_earliest TIMESTAMP, happened_latest TIMESTAMP,
    day_earliest DATE, day_latest DATE, zone VARCHAR,
    party VARCHAR, to_party VARCHAR, details VARCHAR, reported_by VARCHAR,
    known_at TIMESTAMP, known_until TIMESTAMP, replaces BLOB,
    extract VARCHAR, part VARCHAR, line BIGINT, key VARCHAR, batch INTEGER
);
