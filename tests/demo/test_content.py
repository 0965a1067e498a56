"""The files of the demonstration hold together: everybody and everything they name exists, and time runs forwards."""

import datetime as dt
import re
import tomllib
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from accounts.choices import Role
from community.people.choices import GOALS, LANGUAGES, TIMES
from config.demo.loader import files
from config.demo.loader.clock import Clock
from core.text import POST_LIMIT, render_markdown
from ethics.services.starter import STARTER

CLOCK = Clock(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), ZoneInfo("Europe/London"))
KEYS = {person["key"] for person in files.people()}
BLOCKS = {block["key"]: block for unit in files.units() for block in unit.get("block", ())}
THREADS = files.conversation()
DISCUSSIONS = {key for key, block in BLOCKS.items() if block["tool"] != "community.introductions"}
CLAUSES = {clause["key"] for clause in tomllib.loads(STARTER.read_text(encoding="utf-8"))["clause"]}


def posts(thread):
    return [thread, *thread.get("post", ())]


def test_every_role_has_somebody_and_most_are_students():
    counted = Counter(person["role"] for person in files.people())
    assert set(counted) == {role.value for role in Role} - {"institution_admin"}
    assert counted["learner"] == 27


def test_people_are_told_apart():
    for field in ("key", "name", "handle"):
        values = [person[field] for person in files.people()]
        assert len(values) == len(set(values))


def test_sample_people_cover_every_role():
    shown = [person for person in files.people() if person.get("sign_in")]
    assert {person["role"] for person in shown} == {person["role"] for person in files.people()}
    assert all(person["what"] for person in shown)


def test_every_unit_has_prose_outcomes_and_a_discussion():
    for unit in files.units():
        prose = [words for kind, _, words in files.parts(unit["file"]) if kind == "text"]
        assert 700 <= sum(len(words.split()) for words in prose) <= 1300
        assert 2 <= len(unit["outcome"]) <= 3
        assert any(block["tool"] == "community.discussion" for block in unit["block"])


def test_every_block_stands_in_its_prose_and_serves_an_outcome_of_its_unit():
    for unit in files.units():
        placed = [key for kind, key, _ in files.parts(unit["file"]) if kind == "block"]
        assert placed == [block["key"] for block in unit["block"]]
        for block in unit["block"]:
            assert block["outcome"] in {outcome["code"] for outcome in unit["outcome"]}
            assert 30 <= len(block["why"]) <= 200


def test_mentor_panels_have_mentors():
    mentors = {person["key"] for person in files.people() if person["role"] == "mentor"}
    panels = [block for block in BLOCKS.values() if block["tool"] == "mentoring.panel"]
    assert len(panels) >= 2
    assert all(set(panel["mentors"]) <= mentors for panel in panels)


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["key"])
def test_a_thread_names_only_what_exists(thread):
    assert thread["place"] in DISCUSSIONS | {"course-questions"}
    for post in posts(thread):
        assert {post["by"], *post.get("helped", ())} <= KEYS
        assert post["by"] not in post.get("helped", ())
        assert len(post["body"]) <= POST_LIMIT


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["key"])
def test_replies_follow_what_they_answer(thread):
    said = {"": CLOCK.at(thread["at"])}
    for post in thread.get("post", ()):
        assert CLOCK.at(post["at"]) > said[post.get("to", "")]
        assert post["key"] not in said
        said[post["key"]] = CLOCK.at(post["at"])


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["key"])
def test_posts_fall_within_the_three_weeks_and_while_their_block_is_open(thread):
    block = BLOCKS.get(thread["place"], {"opens": -23, "closes": 33})
    for post in posts(thread):
        moment = CLOCK.at(post["at"])
        assert CLOCK.day(block["opens"]) <= moment.date() <= CLOCK.day(block["closes"])
        assert CLOCK.day(-23) <= moment.date()
        assert moment <= CLOCK.now


def test_mentors_write_only_on_their_panels_and_in_pairs():
    mentors = {person["key"] for person in files.people() if person["role"] == "mentor"}
    written = {thread["place"] for thread in THREADS for post in posts(thread) if post["by"] in mentors}
    assert written <= {key for key, block in BLOCKS.items() if block["tool"] == "mentoring.panel"}


def test_endorsements_stand_behind_answers_give_a_reason_and_come_from_staff():
    staff = {person["key"] for person in files.people() if person["role"] in {"educator", "assistant"}}
    assert not any("endorsed" in post for thread in THREADS for post in posts(thread) if thread["kind"] != "question")
    endorsed = [(post, post["endorsed"]) for thread in THREADS for post in thread.get("post", ()) if "endorsed" in post]
    assert len(endorsed) >= 10
    for post, endorsement in endorsed:
        assert endorsement["by"] in staff - {post["by"]}
        assert len(endorsement["reason"]) >= 20
        assert CLOCK.at(endorsement["at"]) > CLOCK.at(post["at"])


def test_the_tools_of_the_course_name_only_what_exists():
    told = files.read("tools")
    threads = {thread["key"] for thread in THREADS}
    posts_there = {f"{thread['key']}/{post['key']}" for thread in THREADS for post in thread.get("post", ())}
    assert {key for label in told["labels"]["label"] for key in label["threads"]} <= threads
    assert {saved["post"] for saved in told["saved"]} <= posts_there
    assert {mark["person"] for mark in told["ticks"]["mark"]} <= KEYS
    for poll in told["poll"]:
        assert poll["place"] in DISCUSSIONS
        voters = [key for voters in poll["votes"] for key in voters]
        assert len(voters) == len(set(voters) & KEYS)


def test_some_questions_wait_for_an_answer():
    waiting = [thread for thread in THREADS if thread["kind"] == "question" and not thread.get("post")]
    assert len(waiting) >= 3


def test_texts_have_no_unfinished_or_foreign_marks():
    for path in files.FOLDER.rglob("*.*"):
        if path.suffix in {".md", ".toml"}:
            text = path.read_text(encoding="utf-8")
            assert len(text.encode()) < 60_000
            assert not re.search(r"TODO|FIXME|lorem|https?://", text, re.IGNORECASE), path


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread["key"])
def test_posts_render_within_the_bounds(thread):
    assert all(render_markdown(post["body"]).html for post in posts(thread))


def test_rules_cited_are_those_of_the_starter_policy():
    assert {report["clause"] for report in files.read("moderation")["report"]} <= CLAUSES
    assert {clause["key"] for clause in files.read("rules")["next"]["clause"]} <= CLAUSES


def test_reports_point_at_posts():
    known = {
        f"{thread['key']}/{post.get('key', '') if post is not thread else ''}"
        for thread in THREADS
        for post in posts(thread)
    }
    assert {report["content"] for report in files.read("moderation")["report"]} <= known


def test_introductions_match_on_what_both_gave():
    told = files.read("introductions")
    for answer in told["answer"]:
        assert answer["by"] in KEYS
        assert answer["site"] in told["sites"]
        assert answer["study_time"] in TIMES
        assert set(answer["languages"]) <= set(LANGUAGES)
        assert answer["goal"] in told["goals"]
    assert set(told["goals"].values()) <= {str(goal) for goal in GOALS}
    answered = {answer["by"] for answer in told["answer"]}
    assert all({hello["from"], hello["to"]} <= answered for hello in told["hello"])


def test_mentoring_asks_fit_the_places_offered():
    told = files.read("mentoring")
    places = {offer["by"]: offer["places"] for offer in told["offer"]}
    taken = Counter(ask["to"] for ask in told["ask"] if ask["state"] == "accepted")
    assert all(taken[mentor] <= places[mentor] for mentor in taken)
    assert sorted(ask["state"] for ask in told["ask"]) == ["accepted", "declined", "waiting"]
