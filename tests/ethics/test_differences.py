import pytest

from ethics.services.differences import words


def side(runs, kind):
    return "".join(text for each, text in runs if each in {"", kind})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ask before you share a picture.", "Ask before you share a picture or a word."),
        ("One two three.", "Something else altogether, with a few more words."),
        ("", "All of it is new."),
        ("All of it is gone.", ""),
        ("Same.", "Same."),
        ("a b c d e f g", "a x c y e z g"),
    ],
)
def test_both_texts_can_be_read_out_of_their_difference(old, new):
    runs = words(old, new)
    assert (side(runs, "del"), side(runs, "ins")) == (old, new)


def test_a_lone_kept_word_belongs_to_the_change_around_it():
    kinds = [kind for kind, _text in words("Keep this: old a older text.", "Keep this: new a newer line.")]
    assert kinds == ["", "del", "ins"]
