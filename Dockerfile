# The site as one image, and the proxy in front of it as another: packages are built in
# the first stage, the others run without compilers, as users who own no program.
FROM python:3.13.5-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
# With files on S3 or errors to Sentry: --build-arg REQUIREMENTS=extras
ARG REQUIREMENTS=base
RUN python -m venv /venv
WORKDIR /app
COPY requirements requirements
RUN /venv/bin/pip install --no-cache-dir --require-hashes --no-deps \
    -r requirements/${REQUIREMENTS}.txt
COPY . .
# The settings of the demonstration: a site's own are not known here, nor needed.
RUN DEMO=1 VAR_DIR=/tmp/var STATIC_ROOT=/app/collected \
    sh -c "/venv/bin/python manage.py compile_translations \
        && /venv/bin/python manage.py collectstatic --no-input --verbosity 0"

FROM caddy:2.10.2-alpine AS proxy
RUN adduser -S -D -H -u 10002 proxy && install -d -o proxy /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER proxy
ENV HTTP_PORT=8080 HTTPS_PORT=8443 UPSTREAM=web:8000
VOLUME /data
EXPOSE 8080 8443

FROM python:3.13.5-slim-bookworm AS site
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/data STATIC_ROOT=/app/collected MEDIA_ROOT=/media BIND=0.0.0.0:8000
# Programs of backups, of the database's version in docker-compose.yml.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin web \
    && install --directory --owner web /media /data/imports /data/backups
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER web
VOLUME /media /data/imports /data/backups
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "scripts/healthcheck.py"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi:application"]
