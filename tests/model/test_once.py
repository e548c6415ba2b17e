"""What is made of a declaration is made once, and of no other one that merely says the same."""

from __future__ import annotations

from toolkit.model.once import once


def test_what_was_made_of_an_object_is_made_no_more() -> None:
    asked: list[list[str]] = []

    @once
    def label_of(words: list[str]) -> str:
        asked.append(words)
        return "".join(words)

    words = ["客户", "名称"]

    assert (label_of(words), label_of(words)) == ("客户名称", "客户名称")
    assert asked == [words]


def test_two_objects_that_are_alike_have_each_their_own() -> None:
    @once
    def boxed(words: list[str]) -> list[list[str]]:
        return [words]

    one, other = ["是"], ["是"]

    assert boxed(one) is not boxed(other)
    assert boxed(one)[0] is one


def test_an_object_that_is_gone_leaves_nothing_to_the_next_in_its_place() -> None:
    @once
    def first_of(words: list[str]) -> str:
        return words[0]

    assert [first_of([str(n)]) for n in range(3_000)] == [str(n) for n in range(3_000)]


def test_what_else_is_told_is_compared_as_usual() -> None:
    asked: list[str] = []

    @once
    def greeting(words: list[str], name: str) -> str:
        asked.append(name)
        return f"{''.join(words)}{name}"

    words = ["您好"]

    assert greeting(words, "王芳") == greeting(words, "".join(("王", "芳"))) == "您好王芳"
    assert greeting(words, "赵敏") == "您好赵敏"
    assert asked == ["王芳", "赵敏"]
