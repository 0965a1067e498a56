from django.urls import path, re_path

from community.discussion.views import announcing, drafts, earlier, feeds, nudging, posts, reading, similar, threads

POST = "t/<int:thread_id>/p/<int:post_id>/"

urlpatterns = [
    path("c/<str:course>/discussions/", threads.discussions, name="discussions"),
    path("c/<str:course>/announcements/new/", announcing.announce, name="announce"),
    path("c/<str:course>/t/<int:thread_id>-<str:title>/", threads.thread_detail, name="thread"),
    path("earlier/", earlier.earlier, name="earlier"),
    path("earlier/<int:pk>/", earlier.earlier_answer, name="earlier-answer"),
    path("threads/start/", threads.thread_start, name="thread-start"),
    path("spaces/<int:space_id>/nudges/", nudging.space_nudges, name="nudges"),
    path("threads/similar/<int:space_id>/", similar.similar, name="similar"),
    path("c/<str:course>/reading/", reading.course_reading, name="reading"),
    path("c/<str:course>/u/<str:unit>/reading/", reading.unit_reading, name="unit-reading"),
    path("saved/", reading.saved, name="saved"),
    path("settings/reading/", reading.words, name="words"),
    path("feeds/<str:token>/", feeds.feed, name="feed"),
    path("t/<int:thread_id>/read/", reading.thread_read, name="thread-read"),
    path("t/<int:thread_id>/next/", reading.thread_next, name="thread-next"),
    path(f"{POST}unread/", reading.post_unread, name="post-unread"),
    path(f"{POST}save/", reading.post_save, name="post-save"),
    path(f"{POST}save/forget/", reading.post_forget, name="post-forget"),
    path("t/<int:thread_id>/same/", similar.thread_point, name="thread-point"),
    path("t/<int:thread_id>/not-the-same/", similar.thread_unpoint, name="thread-unpoint"),
    path("spaces/<int:space_id>/draft/", drafts.space_draft, name="space-draft"),
    path("t/<int:thread_id>/draft/", drafts.thread_draft, name="thread-draft"),
    path("t/<int:thread_id>/", threads.thread_short, name="thread-short"),
    path("t/<int:thread_id>/reply/", threads.thread_reply, name="thread-reply"),
    path("t/<int:thread_id>/follow/", threads.thread_follow, name="thread-follow"),
    re_path(r"^t/(?P<thread_id>[0-9]+)/(?P<verb>close|reopen|pin|unpin)/$", threads.thread_tend, name="thread-tend"),
    path(POST, posts.post_detail, name="post"),
    path(f"{POST}edit/", posts.post_edit, name="post-edit"),
    path(f"{POST}history/", posts.post_history, name="post-history"),
    path(f"{POST}delete/", posts.post_delete, name="post-delete"),
    path(f"{POST}undo/", posts.post_undo, name="post-undo"),
    path(f"{POST}helped/", posts.post_helped, name="post-helped"),
    path(f"{POST}endorse/", posts.post_endorse, name="post-endorse"),
    path(f"{POST}endorse/withdraw/", posts.post_withdraw, name="post-withdraw"),
]
