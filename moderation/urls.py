from django.urls import path

from moderation.views import desk, letters, looks, reports

app_name = "moderation"
urlpatterns = [
    path("report/<str:kind>/<int:object_id>/", reports.report, name="report"),
    path("again/<str:kind>/<int:object_id>/", looks.ask_again, name="ask-again"),
    path("moderation/looks/<str:ref>/", looks.look, name="look"),
    path("moderation/", desk.desk, name="desk"),
    path("moderation/decided/", desk.decided, name="decided"),
    path("moderation/cases/<str:ref>/", desk.case, name="case"),
    path("moderation/cases/<str:ref>/names/", desk.case_names, name="case-names"),
    path("moderation/cases/<str:ref>/decide/", desk.case_decide, name="case-decide"),
    path("moderation/cases/<str:ref>/hand-over/", desk.case_hand_over, name="case-hand-over"),
    path("moderation/cases/<str:ref>/confirm/", desk.case_confirm, name="case-confirm"),
    path("moderation/cases/<str:ref>/show-again/", reports.show_again, name="case-show-again"),
    path("moderation/appeals/", letters.appeals, name="appeals"),
    path("moderation/appeals/<str:ref>/", letters.appeal_case, name="appeal-case"),
    path("moderation/appeals/<str:ref>/read/", letters.appeal_read, name="appeal-read"),
    path("inbox/decisions/<str:ref>/", letters.letter, name="letter"),
    path("appeals/<str:ref>/", letters.appeal, name="appeal"),
]
