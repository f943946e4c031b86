"""Ten questions a lawyer asks, each answered by one command with the day and the words quoted."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from accompany.cli.main import accompany

QUESTIONS = {
    "appeal before the change of 2026-03-09": (
        "--decision 2026-03-06 --duty appeal-to-board --today 2026-03-12",
        ["last day Monday 6 April 2026", "within 30 calendar days after the stating of"],
    ),
    "appeal after it": (
        "--decision 2026-03-09 --duty appeal-to-board --today 2026-03-12",
        ["last day Thursday 19 March 2026", "this is disputed", "vacated the core of the rule"],
    ),
    "motion against an order in absence": (
        "--ordered-absent 2024-09-01 --duty resc* --today 2025-02-01",
        ["last day Friday 28 February 2025", "because of exceptional circumstances",
         "a motion to reopen filed at any time"],
    ),
    "the asylum bar": (
        "--filed i-589:2025-02-20 --today 2025-03-01",
        ["shall not apply to an unaccompanied alien child", "shall have initial jurisdiction"],
    ),
    "change of address to court, DHS and ORR": (
        "--moved 2025-03-03 --duty tell-*-of-* --today 2025-03-04",
        ["us/cfr-8-1003/tell-court-of-move", "last day Monday 10 March 2025",
         "us/ina/tell-dhs-of-move", "last day Thursday 13 March 2025",
         "us/sponsor-agreement/tell-orr-of-move", "last day Saturday 8 March 2025"],
    ),
    "visit after release": (
        "--released 2025-03-03 --home-study-by statute --duty *visit* --duty start-*"
        " --today 2025-03-04",
        ["Proposed: the child is visited within 30 days", "start no later than 30 days",
         "contract, secondhand"],
    ),
    "legal rights over a holiday": (
        "--admitted 2024-07-01 --duty rights-presentation --today 2024-07-10",
        ["last day Tuesday 16 July 2024", "Thursday 4 July 2024 is not counted",
         "within 10 business days of child's admission to ORR"],
    ),
    "home study": (
        "--home-study-required disability:2025-01-02 --released 2025-02-03 --duty home-study-*"
        " --today 2025-02-04",
        ["A home study shall be conducted for a child who", "last day Monday 3 February 2025"],
    ),
    "specific consent": (
        "--consent-asked 2025-01-02 --duty *specific-consent --today 2025-01-03",
        ["last day Monday 6 January 2025", "last day Tuesday 1 April 2025",
         "within 60 business days of receipt of a request"],
    ),
    "hearing window in 2015, 2016, 2017": (
        "--nta-filed 2015-04-01 --nta-filed 2016-03-01 --nta-filed 2017-02-01"
        " --duty first-hearing-window --today 2017-03-01",
        ["last day Wednesday 22 April 2015", "last day Friday 27 May 2016",
         "no version in force then. EOIR memorandum of 2017-01-31"],
    ),
    "limitation of a smuggling charge": (
        "--offence 8-usc-1324-a:2019-05-06 --today 2025-01-02",
        ["last day Sunday 6 May 2029", "not later than 10 years after the commission",
         "during the life of the child"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_command_answers(question: str) -> None:
    command, expected = QUESTIONS[question]
    ended = CliRunner().invoke(accompany, ["owed", *command.split()])
    assert ended.exit_code == 0, ended.output
    for words in expected:
        assert words in ended.output
