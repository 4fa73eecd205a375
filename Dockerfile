# The site as one image: packages are built in the first stage, the second one runs
# without compilers, as a user who owns nothing but the folders of data.
FROM python:3.13.5-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/base.txt
COPY . .
# A throw-away key of this stage only: the files are the same whatever it is.
RUN SECRET_KEY=of-the-build-only VAR_DIR=/app/var \
    sh -c "/venv/bin/python manage.py compile_translations \
        && /venv/bin/python manage.py collectstatic --no-input --verbosity 0"

FROM python:3.13.5-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/app/var MEDIA_ROOT=/media BIND=0.0.0.0:8000
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin web \
    && install --directory --owner web /media
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER web
VOLUME /media
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "scripts/healthcheck.py"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi:application"]
