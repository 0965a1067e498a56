"""Colloquy as behind the web server of docker-compose.yml, which compresses what leaves the house."""

from config.wsgi import application as inner
from core.middleware import CompressedPagesMiddleware
