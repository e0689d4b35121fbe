# syntax=docker/dockerfile:1
# The service in a container, for a try:
#   docker build -t vitruvian .
#   docker run --rm --memory 1g --publish 127.0.0.1:8080:8080 vitruvian --host 0.0.0.0 --no-token
# For good: compose.yaml, deploy/kubernetes.yaml, docs/operations.md.

FROM node:24-bookworm-slim AS node

FROM eclipse-temurin:25-jdk-noble AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends maven \
  && rm -rf /var/lib/apt/lists/*
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests -Dformat.phase=none -Pstart,dist verify -pl cli -am \
  && mv cli/target/dist/vitruvian-*-linux-x86_64 /opt/vitruvian

# The program with its own Java runtime: nothing else is needed. The C library must be glibc: the native libraries are
# built for it.
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends libstdc++6 libgcc-s1 zlib1g \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/vitruvian /opt/vitruvian

# As the launcher ./vitruvian sets them, which says why.
ENV MALLOC_ARENA_MAX=1 \
  MALLOC_MMAP_THRESHOLD_=33554432 \
  MALLOC_TRIM_THRESHOLD_=33554432

# A number, so that orchestrators can see that it is not root. It owns nothing and writes to /tmp only, which has to
# allow execution: native libraries are unpacked there, loaded, and removed at once.
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080

# Asks whether the process answers, not whether it has room: a busy service must not be restarted. It is a JVM of its
# own for half a second and takes some 50 MB of the container's limit: see docs/operations.md.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["/opt/vitruvian/runtime/bin/java", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=8m", "-XX:-UsePerfData", "-p", "/opt/vitruvian/app", "-m", "vitruvian.cli/vitruvian.cli.Main", "health", "http://127.0.0.1:8080/health/live"]

ENTRYPOINT ["/opt/vitruvian/runtime/bin/java", "@/opt/vitruvian/options/serve.options", "-p", "/opt/vitruvian/app", "-m", "vitruvian.cli/vitruvian.cli.Main", "serve"]
# The token comes from outside; without that file it does not start.
CMD ["--host", "0.0.0.0", "--token-file", "/run/secrets/vitruvian-token"]
