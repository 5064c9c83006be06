FROM node:24-slim AS front-end
WORKDIR /front-end
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts


FROM python:3.11-slim
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=leadrefinery.settings \
    STATIC_ROOT=/srv/static

RUN groupadd --gid 10001 refinery \
    && useradd --uid 10001 --gid refinery --create-home --shell /usr/sbin/nologin refinery
WORKDIR /srv/leadrefinery

COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY --from=front-end /front-end/node_modules ./node_modules
COPY . .
# Collecting reads the settings but neither the key nor the database; the real ones come at run time.
RUN COMPRESS_STATIC=true SECRET_KEY=unused DATABASE_URL=postgres://unused OWNER_DATABASE_URL=postgres://unused \
    python manage.py collectstatic --no-input --verbosity 0 --ignore redoc --ignore rest_framework \
    && rm -r node_modules

USER refinery
EXPOSE 8000
CMD ["gunicorn", "leadrefinery.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", \
     "--forwarded-allow-ips", "*"]
