-- The referral of a child from the border to HHS, as it came over: found, told, described.

SELECT
    good.line AS row_line,
    said.*
FROM portal_good AS good
CROSS JOIN LATERAL (VALUES
        (
            'person-described', 'referral-' || key, read_portal_day(v_date_orr_notified)::VARCHAR,
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
        (
            'apprehended', 'referral-' || key, read_portal_day(v_date_of_apprehension)::VARCHAR,
            'cbp-usbp', '',
            concat_ws(
                ',', said('country', v_cob), said('place', v_city_of_entry),
                said('state', v_state_of_entry)
            )
        ),
        (
            'hhs-notified', 'referral-' || key,
            portal_moment(v_date_orr_notified, v_time_orr_notified), 'cbp-usbp', 'hhs-orr', ''
        ),
        (
            'judged-same', 'referral-' || key, read_portal_day(v_date_orr_notified)::VARCHAR, '',
            '',
            concat_ws(
                ',', said('by', 'us/uc_portal'), said('other', 'us/uc_portal:uac-' || v_uac_id),
                said('why', 'the portal gives both one number')
            )
        )
) AS said (kind, record, v_written, party, to_party, details)
WHERE CASE said.kind WHEN 'judged-same' THEN v_uac_id IS NOT NULL
    WHEN 'person-described' THEN true ELSE said.v_written IS NOT NULL END
