from dataclasses import replace

import pytest

from checks._contract import Finding, Presence
from tests.checks.made import HEAD, account, facts, only, told


def judge(person=HEAD, **changed):
    return only("manager-named", facts(accounts=[account(**changed)], people=(person,)))


@pytest.mark.parametrize(
    ("person", "changed", "expected"),
    [
        (HEAD, {}, "conforming"),
        (HEAD, {"manager": None}, "nonconforming/no-manager"),
        (HEAD, {"manager": ""}, "nonconforming/no-manager"),
        (HEAD, {"manager": "99999"}, "nonconforming/unknown"),
        (replace(HEAD, presence=Presence.LEFT), {}, "nonconforming/left"),
        (replace(HEAD, presence=Presence.LEAVE), {}, "unverified/on-leave"),
        (replace(HEAD, section="観光交流課"), {}, "unverified/other-section"),
        (replace(HEAD, section="観光交流課", presence=Presence.LEFT), {}, "nonconforming/left"),
        (replace(HEAD, section="広報　広聴課 "), {}, "conforming"),  # spaces aside
        (replace(HEAD, section="ＩＴ課"), {"section": "IT課"}, "conforming"),  # width aside
        (replace(HEAD, section=""), {}, "unverified/section-unknown"),
        (HEAD, {"section": ""}, "unverified/section-unknown"),
        (HEAD, {"section": "観光交流課", "shared_sections": ("広報広聴課",)}, "unverified/other-section"),
    ],
)
def test_the_owning_section_has_a_head_at_work(person, changed, expected):
    assert told(judge(person, **changed)) == expected


def test_the_manager_is_named_in_the_sentence():
    finding = judge(replace(HEAD, name="{who} 課長", presence=Presence.LEFT))
    assert isinstance(finding, Finding)
    assert "{who} 課長（90001）は退職" in finding.message.ja
