from django.urls import path

from community.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/hellos/", views.hellos, name="hellos"),
    path("people/hellos/<str:ref>/accept/", views.hello_accept, name="hello-accept"),
    path("people/hellos/<str:ref>/decline/", views.hello_decline, name="hello-decline"),
    path("people/in/<str:course>/", views.introduce, name="introduce"),
    path("people/in/<str:course>/skip/", views.skip, name="introduce-skip"),
    path("people/in/<str:course>/withdraw/", views.withdraw, name="introduce-withdraw"),
    path("people/suggestions/<int:suggestion_id>/hello/", views.hello_new, name="hello-new"),
    path("people/suggestions/<int:suggestion_id>/aside/", views.aside, name="suggestion-aside"),
    path("people/suggestions/<int:suggestion_id>/back/", views.back, name="suggestion-back"),
    path("people/connections/<int:connection_id>/end/", views.connection_end, name="connection-end"),
]
