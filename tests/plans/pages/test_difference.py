"""What differs between two versions, on plain documents."""

from __future__ import annotations

import time
from typing import Any

from plans.domain.difference import Change, document_changes
from plans.domain.word_difference import Piece, text_pieces


def both(en: str = "", zh: str = "") -> dict[str, str]:
    return {"en": en, "zh": zh}


def section(key: str, title: str, body: str = "") -> dict[str, Any]:
    return {"key": key, "depth": 1, "title": both(title), "body": both(body)}


def task(number: int, title: str, **fields: Any) -> dict[str, Any]:
    return {"number": number, "title": both(title), "duration_s": 300, "needs": []} | fields


def node(id: int, parent: int | None, person: str) -> dict[str, Any]:
    return {"id": id, "parent": parent, "person": person, "role": None, "wait_s": 300}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one.part, one.key[0], one.kind) for one in document_changes(before, after)]


def only(before: dict[str, Any], after: dict[str, Any]) -> Change:
    (change,) = document_changes(before, after)
    return change


def test_equal_documents_do_not_differ():
    one = {"sections": [section("a", "A")], "tasks": [task(1, "Call")]}
    assert document_changes(one, one) == ()


def test_words_that_changed_stand_alone():
    assert text_pieces("Call the vendor now", "Call the supplier now") == (
        Piece("same", "Call the "),
        Piece("removed", "vendor"),
        Piece("added", "supplier"),
        Piece("same", " now"),
    )


def test_chinese_differs_sign_by_sign():
    assert text_pieces("十分钟内通知", "五分钟内通知") == (
        Piece("removed", "十"),
        Piece("added", "五"),
        Piece("same", "分钟内通知"),
    )


def test_neighbouring_words_are_one_change():
    assert text_pieces("use the old form", "use a new form") == (
        Piece("same", "use "),
        Piece("removed", "the old"),
        Piece("added", "a new"),
        Piece("same", " form"),
    )


def test_pieces_join_to_both_texts():
    before = "One\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nlast line"
    after = "One two\n\n| a | b |\n|---|---|\n| 1 | 3 |\n\nnew\nlast line"
    pieces = text_pieces(before, after)
    assert "".join(one.text for one in pieces if one.kind != "added") == before
    assert "".join(one.text for one in pieces if one.kind != "removed") == after


def test_a_rewritten_book_is_compared_within_a_second():
    begun = time.perf_counter()
    text_pieces("word " * 20_000, "other " * 20_000)
    assert time.perf_counter() - begun < 1


def test_a_section_is_the_same_one_by_its_key():
    before = {"sections": [section("scope", "Scope", "all shops")]}
    after = {"sections": [section("scope", "Scope of it", "all shops")]}
    change = only(before, after)
    assert [(one.name, one.language, one.before, one.after) for one in change.fields] == [
        ("title", "en", "Scope", "Scope of it")
    ]


def test_only_the_language_that_changed_is_named():
    before = {"tasks": [task(1, "Call", instructions=both("Ring", "打电话"))]}
    after = {"tasks": [task(1, "Call", instructions=both("Ring", "打两次电话"))]}
    (field,) = only(before, after).fields
    assert (field.name, field.language, field.pieces) == (
        "instructions",
        "zh",
        (Piece("same", "打"), Piece("added", "两次"), Piece("same", "电话")),
    )


def test_tasks_that_came_and_went():
    before = {"tasks": [task(1, "Call"), task(2, "Wait")]}
    after = {"tasks": [task(1, "Call"), task(3, "Act")]}
    assert changes(before, after) == [("task", 3, "added"), ("task", 2, "removed")]


def test_zero_is_not_the_same_as_not_set():
    before = {"tasks": [task(1, "Call", limit_s=None)]}
    after = {"tasks": [task(1, "Call", limit_s=0)]}
    (field,) = only(before, after).fields
    assert (field.before, field.after) == (None, 0)


def test_only_the_row_that_moved_is_told():
    before = {"sections": [section(key, key) for key in "abcd"]}
    after = {"sections": [section(key, key) for key in "bcda"]}
    assert changes(before, after) == [("section", "a", "moved")]


def test_rows_of_one_key_are_paired_in_order():
    before = {"criteria": [{"group": 1, "kind": "manual", "text": both("a")}] * 2}
    after = {"criteria": [{"group": 1, "kind": "manual", "text": both("a")}]}
    assert changes(before, after) == [("criterion", 1, "removed")]


def test_a_new_contact_in_front_renumbers_nothing():
    before = {"call_tree": [node(1, None, "zhang"), node(2, 1, "li")]}
    after = {"call_tree": [node(1, None, "wang"), node(2, None, "zhang"), node(3, 2, "li")]}
    assert [(one.part, one.key, one.kind) for one in document_changes(before, after)] == [
        ("call_tree", ("person", "wang", 1), "added")
    ]


def test_who_calls_somebody_else_is_told():
    before = {"call_tree": [node(1, None, "zhang"), node(2, 1, "li"), node(3, 1, "wang")]}
    after = {"call_tree": [node(1, None, "zhang"), node(2, 1, "li"), node(3, 2, "wang")]}
    (field,) = only(before, after).fields
    assert (field.name, field.before, field.after) == ("parent", "zhang", "li")


def test_boxes_of_the_card_are_told_one_by_one():
    def card(*texts: str) -> dict[str, Any]:
        items = [{"team": both(), "text": both(text), "required": True} for text in texts]
        return {"card": {"steps": [{"key": "notify", "limit_s": 300, "items": items}]}}

    assert changes(card("Phone"), card("Phone", "Mail")) == [("card_item", "notify", "added")]


def test_a_new_covered_process_is_a_change_of_the_plan():
    before = {"plan": {"code": "p", "processes": ["a"]}}
    after = {"plan": {"code": "p", "processes": ["a", "b"]}}
    (field,) = only(before, after).fields
    assert (field.name, field.before, field.after) == ("processes", ["a"], ["a", "b"])
