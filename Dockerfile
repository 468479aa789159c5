# The register's image: one for web, worker, beat and the preparation of the database.
# The same steps as bin/run makes on a machine of its own; tests/setup compares the packages.
FROM debian:13-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/register
COPY requirements.lock ./
RUN python3 -m venv /opt/register \
    && /opt/register/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY . .
RUN python3 deploy/build.py /opt/register

FROM debian:13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        python3 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-liberation postgresql-client ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --uid 990 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin register \
    && install -d -o register -g register -m 0750 /var/lib/register
COPY --from=build /opt/register /opt/register
COPY --from=build /srv/register /srv/register
WORKDIR /srv/register
ENV PATH=/opt/register/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=registry.settings \
    REGISTRY_VAR=/var/lib/register \
    STATIC_ROOT=/srv/register/staticfiles
USER register
EXPOSE 8000
CMD ["gunicorn", "registry.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", "--threads", "4", "--timeout", "120", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", "--access-logformat", "%(t)s %(m)s %(U)s %(H)s %(s)s %(B)s %(M)sms", "--no-control-socket"]
