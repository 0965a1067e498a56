from django.conf import settings
from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("status/", views.status, name="status"),
    path("settings/look/", views.look, name="look"),
    path("theme/", views.theme, name="theme"),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("styles/", views.styles, name="styles"))
