#!/bin/sh
# Makes the public keys and the signatures in this folder anew, with OpenSSL 3: what it prints is nothing, and `git diff` is empty.
set -eu
cd "$(dirname "$0")"
for key in published other; do
    openssl pkey -in "$key.key.pem" -pubout -out "$key.pem"
done
sign() { openssl pkeyutl -sign -rawin -inkey "$1.key.pem" -in "$2"; }
for file in flags.json older.json unnumbered.json prod.json; do
    sign published "$file" > "$file.sig"
done
sign published flags.json | openssl base64 -A > flags.json.base64.sig
sign other flags.json | openssl base64 -A > flags.json.other.sig
