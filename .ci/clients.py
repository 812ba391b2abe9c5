"""Asks for tokens as programs do, with clients that others wrote: Authlib and PyJWT here, oauth4webapi in clients.mjs.

    .ci/venv/bin/python .ci/clients.py [PROGRAM]

First of the demonstration, then of `serve` on its database, with a public address and ES256.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jwt
import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

HERE = Path(__file__).resolve().parent


def require(holds, what):
    if not holds:
        sys.exit(f"clients: FAILED: {what}")
    print(f"clients: {what}", flush=True)


def by_authlib(base, metadata, client):
    for method in metadata["token_endpoint_auth_methods_supported"]:
        session = OAuth2Session(
            client["client_id"], client["client_secret"], token_endpoint_auth_method=method, scope="directory:read"
        )
        token = session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
        require(token["scope"] == "directory:read", f"Authlib gets a token by {method}")
        found = session.get(f"{base}/v1/organizations")
        require(found.status_code == 200 and found.json()["items"], "and lists organizations with it")
        refused = session.post(f"{base}/v1/organizations", json={"name": "Chess club"})
        require(refused.status_code == 403 and "insufficient_scope" in refused.headers["www-authenticate"], "and writes none")
    return token["access_token"]


def by_pyjwt(metadata, client, token, algorithm, issuer):
    key = jwt.PyJWKClient(metadata["jwks_uri"]).get_signing_key_from_jwt(token)
    claims = jwt.decode(token, key, algorithms=[algorithm], audience="ligature", issuer=issuer)
    ours = claims["client_id"] == claims["sub"] == client["client_id"]
    require(ours, f"PyJWT verifies the token by the published keys, {algorithm} of {issuer}")
    require(claims["org"] == client["organization_id"], "and reads for whom it acts")


def ask(base, client, algorithm, issuer=None):
    """The issuer is the metadata's unless another is given."""
    session = requests.Session()
    session.mount(base, HTTPAdapter(max_retries=Retry(connect=8, backoff_factor=0.1)))
    metadata = session.get(f"{base}/.well-known/oauth-authorization-server", timeout=10).json()
    by_pyjwt(metadata, client, by_authlib(base, metadata, client), algorithm, issuer or metadata["issuer"])
    node = ["node", HERE / "clients.mjs", base, client["client_id"], client["client_secret"]]
    require(subprocess.run(node, check=False).returncode == 0, "oauth4webapi agrees")


@contextlib.contextmanager
def running(command, environment):
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(15)


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else "target/debug/ligature").resolve()
    with tempfile.TemporaryDirectory(prefix="ligature-clients.") as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite://{folder}/ligature.sqlite?mode=rwc",
            "LIGATURE_LISTEN": "127.0.0.1:0",
            "LIGATURE_LOG": "error",
        }
        with running([program, "demo", "--json"], environment) as demo:
            told = json.loads(demo.stdout.readline())
            base, client = told["base_url"], told["clients"][0]
            ask(base, client, "EdDSA", "ligature")
        environment |= {"LIGATURE_LISTEN": base.removeprefix("http://")}
        environment |= {"LIGATURE_PUBLIC_URL": base, "LIGATURE_TOKEN_ALG": "ES256"}
        # Without it the demonstration's key would sign for another five seconds.
        subprocess.run([program, "keys", "rotate", "--at-once"], env=environment, stdout=subprocess.DEVNULL, check=True)
        with running([program, "serve"], environment):
            ask(base, client, "ES256")


main()
