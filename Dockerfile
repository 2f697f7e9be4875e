# The application with a release built from the curated tables, run by a user without rights.
FROM python:3.13-slim-bookworm AS environment
COPY requirements/serve.txt /requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        -r /requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
RUN useradd --system --uid 10001 --no-create-home application
COPY --from=environment /venv /venv
WORKDIR /application
COPY . .
RUN python -m loaders build
USER 10001
EXPOSE 8000
CMD ["python", "-m", "gql"]
