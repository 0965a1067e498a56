"""Videos of a text, and their addresses at a second."""

import pytest

from community.discussion.matching.videos import Video, at_second, clock, is_video, second_of, videos_in

YOUTUBE = "https://www.youtube.com/watch?v=kXqUHH2mkA0"


@pytest.mark.parametrize(
    ("address", "there"),
    [
        (YOUTUBE, f"{YOUTUBE}&t=190"),
        (f"{YOUTUBE}&t=5s", f"{YOUTUBE}&t=190"),
        ("https://youtu.be/kXqUHH2mkA0?si=x", "https://youtu.be/kXqUHH2mkA0?si=x&t=190"),
        ("https://www.youtube-nocookie.com/embed/kXqUHH2mkA0", "https://www.youtube-nocookie.com/embed/kXqUHH2mkA0?start=190"),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871#t=190s"),
        ("https://player.vimeo.com/video/76979871", "https://player.vimeo.com/video/76979871#t=190s"),
        ("https://tube.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d", "https://tube.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d"),
        ("https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv", "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv?start=190"),
        ("https://tube.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d", "https://tube.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d?start=190"),
        ("/c/anatomy/files/3/heart.mp4", "/c/anatomy/files/3/heart.mp4#t=190"),
        ("https://x.org/talk.WEBM", "https://x.org/talk.WEBM#t=190"),
        ("https://uni.panopto.eu/Viewer?id=1", "https://uni.panopto.eu/Viewer?id=1"),
    ],
)  # fmt: skip
def test_an_address_is_told_the_second_where_its_host_can_be(address: str, there: str) -> None:
    assert at_second(address, 190) == there


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)//youtube.com", "//youtube.com/watch?v=1", "data:video/mp4,x.mp4", "/\\x.org/a.mp4",
     "https://example.org/page", "https://notyoutube.com/watch?v=1", "https://[x/a.mp4", "mailto:a@youtube.com"],
)  # fmt: skip
def test_what_is_no_video_is_none(address: str) -> None:
    assert not is_video(address)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("3:10", 190), ("0:00", 0), ("1:02:03", 3723), (" 12 : 05 ", 725), ("90:00", 5400), ("3:60", None), ("3", None), ("1:99:00", None), ("30:00:00", None), ("-1:00", None), ("", None)],
)  # fmt: skip
def test_a_time_is_minutes_and_seconds(words: str, seconds: int | None) -> None:
    assert second_of(words) == seconds


def test_a_time_is_said_as_it_is_typed() -> None:
    assert [clock(each) for each in (0, 190, 3723)] == ["0:00", "3:10", "1:02:03"]


def test_a_text_says_its_videos_each_once() -> None:
    html = f'<p><a href="{YOUTUBE}&amp;x=1" rel="noopener">Watch <b>“A”</b></a> <a href="/x/">no</a></p><a href="{YOUTUBE}&amp;x=1">again</a>'
    assert videos_in(html) == [Video(f"{YOUTUBE}&x=1", "Watch “A”")]
