CREATE OR REPLACE TABLE extracts_empty (
    extract VARCHAR, name VARCHAR, source VARCHAR, reported_by VARCHAR, whole BOOLEAN,
    known_at TIMESTAMP, lines BIGINT, facts_rows BIGINT, repaired BIGINT, set_aside BIGINT,
    not_for_us BIGINT, facts BIGINT, replaced BIGINT, withdrawn BIGINT, batch INTEGER
);
