from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/mentoring/", views.inbox, {"tab": "mentoring"}, name="inbox-mentoring"),
    path("inbox/decisions/", views.inbox, {"tab": "decisions"}, name="inbox-decisions"),
    path("inbox/digests/", views.digests, name="digests"),
    path("inbox/digests/<int:mail_id>/", views.digest, name="digest"),
    path("inbox/read/", views.read_all, name="read-all"),
    path("inbox/<int:notice_id>/", views.open_notice, name="open"),
    path("inbox/<int:notice_id>/read/", views.read_one, name="read"),
    path("live/", views.live, name="live"),
    path("settings/notices/", views.settings, name="settings"),
    path("notices/stop/<str:token>/", views.stop, name="stop"),
    path("demo/mail/", views.demo_mails, name="demo-mails"),
    path("demo/mail/<str:name>/", views.demo_mail, name="demo-mail"),
    path("demo/mail/<str:name>/html/", views.demo_mail_html, name="demo-mail-html"),
]
