-- Who lives in a sponsor's household.

SELECT
    good.line AS row_line,
    said.*
FROM portal_good AS good
CROSS JOIN LATERAL (VALUES
        (
            'person-described', 'occupant-' || key, portal_moment(v_date_created, NULL), '', '',
            concat_ws(
                ',',
                said('born_on', read_portal_day(v_dob)),
                said('given_names', v_first_name),
                said('kind', 'household'),
                said('sex', portal_sex(v_gender)),
                said('surnames', v_last_name)
            )
        ),
        (
            'related', 'occupant-' || key,
            CASE WHEN v_sponsor_id IS NOT NULL THEN portal_moment(v_date_created, NULL) END, '', '',
            concat_ws(
                ',', said('of', 'us/uc_portal:sponsor-' || v_sponsor_id),
                said('relationship', 'household')
            )
        )
) AS said (kind, record, v_written, party, to_party, details)
WHERE said.kind = 'person-described' OR v_sponsor_id IS NOT NULL
