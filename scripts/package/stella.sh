#!/bin/sh
# Runs stella with the Node.js of this archive and nothing else: what the environment would load into it or write beside it is unset.
self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
case $self in
  */*) bin=${self%/*} ;;
  *) bin=. ;;
esac
unset NODE_OPTIONS NODE_PATH NODE_COMPILE_CACHE NODE_V8_COVERAGE NODE_EXTRA_CA_CERTS NODE_REDIRECT_WARNINGS NODE_ICU_DATA
OPENSSL_CONF=/dev/null
export OPENSSL_CONF
exec "$bin/../dist/node" @FLAGS@ "$bin/../dist/start.cjs" "$@"
