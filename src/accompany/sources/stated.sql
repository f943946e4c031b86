-- What an adapter leaves behind. A fact known to the day fills day_*, an instant fills at_* (UTC).
CREATE OR REPLACE TABLE stated (
    line BIGINT NOT NULL,
    about VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    day_earliest DATE,
    day_latest DATE,
    at_earliest TIMESTAMP,
    at_latest TIMESTAMP,
    zone VARCHAR NOT NULL,
    party VARCHAR NOT NULL,
    to_party VARCHAR NOT NULL,
    details VARCHAR NOT NULL,
    key VARCHAR
);

CREATE OR REPLACE TABLE problem (
    line BIGINT NOT NULL,
    column_name VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    advice VARCHAR NOT NULL,
    raw VARCHAR NOT NULL
);
