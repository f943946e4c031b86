-- A child in the portal: described, entered, placed.

SELECT
    good.line AS row_line,
    said.*
FROM portal_good AS good
CROSS JOIN LATERAL (VALUES
        (
            'person-described', 'uac-' || key,
            coalesce(read_portal_day(v_referral_date), read_portal_day(v_date_orr_approved))::VARCHAR,
            '', '', concat_ws(
                ',',
                said('a_number', v_alien_no),
                said('born_on', read_portal_day(v_dob)),
                said('country', v_cob),
                said('given_names', portal_joined(v_first_name, v_middle_name)),
                said('kind', 'child'),
                said('sex', portal_sex(v_gender)),
                said('surnames', v_last_name)
            )
        ),
        ('entered', 'uac-' || key, read_portal_day(v_date_of_entry)::VARCHAR, '', '', ''),
        (
            'placement-designated', 'uac-' || key,
            portal_moment(v_date_orr_approved, v_time_orr_approved), 'hhs-orr', '', ''
        )
) AS said (kind, record, v_written, party, to_party, details)
WHERE said.kind = 'person-described' OR said.v_written IS NOT NULL
