#!/bin/sh
# Starts Dendrite by the contract of Complement's images: the server name is in SERVER_NAME; the authority that all homeservers of a
# test trust is in /complement/ca, with its key; registrations of application services are in /complement/appservice.
set -eu
name=${SERVER_NAME:-localhost}
host=${name%:*}
authority=/complement/ca

# An SQLite database without tables that keeps a write-ahead log: without it Dendrite fails where a reader meets a writer.
empty_database() {
  printf 'SQLite format 3\000\020\000\002\002\000@  \000\000\000\000\000\000\000\001'
  head -c 12 /dev/zero
  printf '\000\000\000\004'
  head -c 8 /dev/zero
  printf '\000\000\000\001'
  head -c 40 /dev/zero
  printf '\015\000\000\000\000\020\000'
  head -c 3989 /dev/zero
}

# A container that is started again stays the same homeserver.
if [ ! -f signing-key.pem ]; then
  generate-keys --private-key signing-key.pem
  generate-keys --keysize 2048 --server "$host" --tls-cert server.crt --tls-key server.key \
    --tls-authority-cert "$authority/ca.crt" --tls-authority-key "$authority/ca.key"
  for database in federation keys media mscs relay rooms sync users; do empty_database >"$database.db"; done
fi
cp "$authority/ca.crt" authority.crt

services=
for service in /complement/appservice/*.yaml; do
  [ ! -f "$service" ] || services="$services\"$service\", "
done
sed "s|@SERVER_NAME@|$name|g; s|@HOST@|$host|g; s|\"@APPLICATION_SERVICES@\"|[$services]|" /conformance/dendrite.yaml >dendrite.yaml
export SSL_CERT_FILE=/homeserver/authority.crt
exec dendrite -config dendrite.yaml -really-enable-open-registration \
  -http-bind-address 0.0.0.0:8008 -https-bind-address 0.0.0.0:8448 -tls-cert server.crt -tls-key server.key
