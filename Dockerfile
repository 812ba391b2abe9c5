# The cache mounts keep compiled dependencies between builds on the same machine; the image has only the program.
FROM rust:1.95-bookworm AS builder
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked && cp target/release/ligature /usr/local/bin/ligature

FROM debian:bookworm-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/ligature --shell /usr/sbin/nologin ligature \
    && install --directory --owner=ligature --group=ligature --mode=0700 /var/lib/ligature
COPY --from=builder /usr/local/bin/ligature /usr/local/bin/ligature
USER 10001:10001
WORKDIR /var/lib/ligature
VOLUME /var/lib/ligature
ENV LIGATURE_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["ligature", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["ligature"]
CMD ["serve"]
