// Asks for a token with oauth4webapi: discovery, the grant and a request with the token.
//
//   node .ci/clients.mjs BASE CLIENT_ID CLIENT_SECRET

import * as oauth from "oauth4webapi";

const [base, clientId, secret] = process.argv.slice(2);
const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(base);

function check(holds, what) {
  if (!holds) throw new Error(`clients: FAILED: ${what}`);
  console.log(`clients: ${what}`);
}

const discovered = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
const server = await oauth.processDiscoveryResponse(issuer, discovered);
check(server.token_endpoint === `${base}/oauth/token`, "oauth4webapi discovers the token endpoint");

const client = { client_id: clientId };
const scope = new URLSearchParams({ scope: "directory:read evaluation:read" });
for (const [name, authentication] of [
  ["client_secret_basic", oauth.ClientSecretBasic(secret)],
  ["client_secret_post", oauth.ClientSecretPost(secret)],
]) {
  const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication, scope, insecure);
  const token = await oauth.processClientCredentialsResponse(server, client, answer);
  check(token.scope === "directory:read evaluation:read", `oauth4webapi gets a token by ${name}`);
  const url = new URL(`${base}/v1/rounds`);
  const found = await oauth.protectedResourceRequest(token.access_token, "GET", url, new Headers(), null, insecure);
  check(found.status === 200, "and lists rounds with it");
}

const wrong = await oauth.clientCredentialsGrantRequest(server, client, oauth.ClientSecretBasic("wrong"), scope, insecure);
const refusal = await oauth.processClientCredentialsResponse(server, client, wrong).catch((error) => error);
check(refusal instanceof oauth.WWWAuthenticateChallengeError || refusal.error === "invalid_client", "a wrong secret is refused in its words");
