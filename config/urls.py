from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

APPS = ("core", "accounts", "notifications", "ethics", "moderation", "community", "mentoring", "courses")

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/3rdparty/", include("allauth.socialaccount.urls")),
    path("admin/", admin.site.urls),
]
urlpatterns += [path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")]

if settings.DEMO:
    from config.demo import door

    urlpatterns += [path("demo/sign-in/", door.sign_in, name="demo-sign-in")]

handler403 = "core.views.refused"
handler404 = "core.views.missing"
handler400 = "core.problems.bad_request"
handler429 = "core.problems.too_often"  # asked by allauth
handler500 = "core.problems.broken"
