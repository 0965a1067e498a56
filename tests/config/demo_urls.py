"""The addresses as the demo has them."""

from django.urls import path

from config.demo import door
from config.urls import handler403, handler404, handler500
from config.urls import urlpatterns as usual

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*usual, path("demo/sign-in/", door.sign_in, name="demo-sign-in")]
