# The image of every production process: pages, workers, beat (docker-compose.yml says which).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    COLLOQUY_MODE=production COLLOQUY_DATA=/data
RUN useradd --system --create-home --uid 10001 colloquy && install -d -o colloquy -g colloquy /data
WORKDIR /app
COPY requirements.txt .
RUN pip install --require-hashes --no-deps -r requirements.txt
COPY . .
RUN python -m compileall -q .
USER colloquy
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "3", "--threads", "4", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
