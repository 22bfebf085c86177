import { SignJWT } from "jose";
import type { Backend } from "../../../src/fixtures/backend/index.ts";

export type Claims = Record<string, unknown>;

/** All claims a self-made token needs, some of them changed; `undefined` leaves one out. */
export function claims(changes: Claims = {}): Claims {
  const now = Math.floor(Date.now() / 1000);
  const all = {
    sub: "7c1d9e02-0000-4000-8000-0000000000aa",
    email: "ana@example.org",
    permissions: ["read"],
    iat: now,
    exp: now + 60,
    token_type: "access",
    type: "access",
    iss: "netra-auth-service",
    aud: "netra-platform",
    jti: "jti_1",
    env: "development",
    svc_id: "netra_auth_service_development",
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A token signed with the backend's own secret, the way whoever shares it does. */
export async function mint(backend: Backend, changes: Claims = {}, alg = "HS256"): Promise<string> {
  const key = new TextEncoder().encode(backend.secret.reveal());
  return await new SignJWT(claims(changes)).setProtectedHeader({ alg }).sign(key);
}
