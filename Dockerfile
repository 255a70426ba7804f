# The daemon in a container:
#   docker build --tag connectory .
#   docker run --volume connectory-state:/state --volume /srv/connectory:/etc/connectory:ro --publish 127.0.0.1:8090:8090 connectory
# Settings lie in /etc/connectory/daemon.yaml; in them `serve` and `operate` listen on 0.0.0.0, for the container's own
# loopback cannot be reached from outside of it, and `names` holds the name under which the host is asked. Probe /livez and
# /readyz of `operate`.
FROM rust:1-slim-bookworm AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN cargo build --locked --release

FROM debian:bookworm-slim
# git and ssh follow a remote and push a branch; certificates are for https.
RUN apt-get update && apt-get install --yes --no-install-recommends git openssh-client ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /state --shell /usr/sbin/nologin --uid 10001 connectory \
    && install -d -o connectory -g connectory /state
COPY --from=build /source/target/release/connectory /usr/local/bin/connectory
USER connectory
ENV STATE_DIRECTORY=/state HOME=/state
VOLUME /state
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/connectory"]
CMD ["daemon", "--config", "/etc/connectory/daemon.yaml", "--log", "json"]
