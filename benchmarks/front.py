"""Colloquy as it reaches a browser: behind a web server that compresses, as deploy/Caddyfile does."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.MIDDLEWARE.insert(0, "core.middleware.CompressedPagesMiddleware")
application = get_wsgi_application()
