# The image of every production process: pages, live pages, workers, beat (docker-compose.yml says which).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    COLLOQUY_MODE=production COLLOQUY_DATA=/data
RUN useradd --system --create-home --uid 10001 colloquy && install -d -o colloquy -g colloquy /data
WORKDIR /app
# requirements-saml.txt is all of requirements.txt, and SAML.
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-saml.txt ./
RUN pip install --require-hashes --no-deps --only-binary :all: -r "$REQUIREMENTS"
COPY . .
RUN python -m compileall -q .
USER 10001
VOLUME /data
EXPOSE 8000 8001
CMD ["gunicorn", "config.wsgi:application", "--config", "python:config.gunicorn"]
