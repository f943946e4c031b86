-- The database's own bar: a rank is kept only for a row of `standing` that is an actor.
CREATE TABLE standing (
    person VARCHAR PRIMARY KEY,
    sort VARCHAR NOT NULL CHECK (sort IN ('actor', 'protected', 'thing')),
    why VARCHAR NOT NULL,
    UNIQUE (person, sort)
);

CREATE TABLE ranked (
    person VARCHAR NOT NULL,
    sort VARCHAR NOT NULL DEFAULT 'actor' CHECK (sort = 'actor'),
    probability DOUBLE NOT NULL CHECK (probability BETWEEN 0 AND 1),
    PRIMARY KEY (person),
    FOREIGN KEY (person, sort) REFERENCES standing (person, sort)
);
