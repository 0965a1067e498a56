from django.urls import path

from mentoring import views

app_name = "mentoring"
PAIR, PANEL = "mentoring/pairs/<str:ref>", "mentoring/panels/<int:placement_id>"
ROUND = "mentoring/<str:slug>"

urlpatterns = [
    path("mentoring/", views.programmes, name="programmes"),
    path("mentoring/new/<int:scope_id>/", views.programme_new, name="new"),
    path("mentoring/for/<str:course>/", views.for_course, name="for-course"),
    path(f"{PAIR}/", views.pair_detail, name="pair"),
    path(f"{PAIR}/sign/", views.pair_sign, name="pair-sign"),
    path(f"{PAIR}/times/", views.pair_times, name="pair-times"),
    path(f"{PAIR}/time/", views.pair_time, name="pair-time"),
    path(f"{PAIR}/meetings/<int:meeting_id>/pick/", views.meeting_pick, name="meeting-pick"),
    path(f"{PAIR}/meetings/<int:meeting_id>/note/", views.meeting_note, name="meeting-note"),
    path(f"{PAIR}/end/", views.pair_end, name="pair-end"),
    path(f"{PANEL}/ask/", views.panel_ask, name="panel-ask"),
    path(f"{PANEL}/seats/", views.panel_seats, name="panel-seats"),
    path(f"{PANEL}/step-down/", views.panel_step_down, name="panel-step-down"),
    path(f"{ROUND}/", views.programme_detail, name="programme"),
    path(f"{ROUND}/find/", views.find, name="find"),
    path(f"{ROUND}/wishes/", views.wishes, name="wishes"),
    path(f"{ROUND}/missing/", views.missing, name="missing"),
    path(f"{ROUND}/agreement/", views.agreement, name="agreement"),
    path(f"{ROUND}/offer/", views.offer, name="offer"),
    path(f"{ROUND}/offer/pause/", views.offer_pause, name="offer-pause"),
    path(f"{ROUND}/offer/resume/", views.offer_resume, name="offer-resume"),
    path(f"{ROUND}/offers/<int:offer_id>/ask/", views.ask_new, name="ask-new"),
    path(f"{ROUND}/offers/<int:offer_id>/aside/", views.aside, name="aside"),
    path(f"{ROUND}/offers/<int:offer_id>/back/", views.back, name="back"),
    path(f"{ROUND}/asks/", views.asks, name="asks"),
    path(f"{ROUND}/asks/<str:ref>/", views.ask_detail, name="ask"),
    path(f"{ROUND}/asks/<str:ref>/accept/", views.ask_accept, name="ask-accept"),
    path(f"{ROUND}/asks/<str:ref>/decline/", views.ask_decline, name="ask-decline"),
    path(f"{ROUND}/asks/<str:ref>/withdraw/", views.ask_withdraw, name="ask-withdraw"),
    path(f"{ROUND}/numbers/", views.numbers, name="numbers"),
    path(f"{ROUND}/set-up/", views.set_up, name="set-up"),
]
