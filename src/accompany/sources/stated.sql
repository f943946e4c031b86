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

-- Of an extract of many files: each file, how many lines stand before it, how many rows it has, and
-- how many its sender says. `line` above then counts through all files, one after another.
CREATE OR REPLACE TABLE part (
    name VARCHAR NOT NULL,
    before BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    stated_rows BIGINT
);

-- Whose facts may not be taken for vanished because a line was set aside: the facts of one key, of
-- all keys of a file (`file|`), or all about one record. A line that is not here holds back all.
CREATE OR REPLACE TABLE unread (
    line BIGINT NOT NULL,
    key VARCHAR,
    about VARCHAR
);
