#!/bin/sh
# Starts Synapse by the contract of Complement's images: the server name is in SERVER_NAME; the authority that all homeservers of a
# test trust is in /complement/ca, with its key; registrations of application services are in /complement/appservice.
set -eu
name=${SERVER_NAME:-localhost}
host=${name%:*}
authority=/complement/ca

# A container that is started again stays the same homeserver.
if [ ! -f signing.key ]; then
  printf 'ed25519 a_1 %s\n' "$(openssl rand -base64 32 | sed 's/=*$//')" >signing.key
  case $host in
    *[!0-9.]*) subject=DNS:$host ;;
    *) subject=IP:$host ;;
  esac
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$subject" >extensions
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$host" -keyout server.key -out request.pem 2>/dev/null
  openssl x509 -req -in request.pem -CA "$authority/ca.crt" -CAkey "$authority/ca.key" -CAserial serial -CAcreateserial \
    -days 365 -extfile extensions -out server.crt 2>/dev/null
fi
cp "$authority/ca.crt" authority.crt

services=
for service in /complement/appservice/*.yaml; do
  [ ! -f "$service" ] || services="$services\"$service\", "
done
for file in homeserver.yaml log.yaml; do
  sed "s|@SERVER_NAME@|$name|g; s|@HOST@|$host|g; s|\"@APPLICATION_SERVICES@\"|[$services]|" "/conformance/$file" >"$file"
done
export TZ=UTC SSL_CERT_FILE=/homeserver/authority.crt
exec python -m synapse.app.homeserver -c homeserver.yaml
