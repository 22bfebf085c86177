import type { ContractInput } from "../../contract.ts";

const tokens = {
  token: ["access_token"],
  refreshToken: ["refresh_token"],
  userId: ["user.id"],
};

/** Who somebody is, and how they become it. */
export const identity: ContractInput["operations"] = {
  register: {
    method: "POST",
    path: "/auth/register",
    service: "auth",
    authenticated: false,
    body: { email: "{email}", password: "{password}", name: "{name}" },
    ok: [200, 201],
    read: tokens,
  },
  login: {
    method: "POST",
    path: "/auth/login",
    service: "auth",
    authenticated: false,
    body: { email: "{email}", password: "{password}" },
    read: { ...tokens, expiresInSeconds: ["expires_in"] },
  },
  testLogin: {
    method: "POST",
    path: "/auth/e2e/test-auth",
    service: "auth",
    authenticated: false,
    headers: { "x-e2e-bypass-key": "{bypassKey}" },
    body: { email: "{email}", name: "{name}", permissions: ["read", "write"] },
    read: tokens,
  },
  validate: {
    method: "POST",
    path: "/auth/validate",
    service: "auth",
    authenticated: false,
    body: { token: "{token}" },
    read: { valid: ["valid"], userId: ["user_id"] },
    good: { valid: ["true"] },
  },
  refresh: {
    method: "POST",
    path: "/auth/refresh",
    service: "auth",
    authenticated: false,
    body: { refresh_token: "{refreshToken}" },
    read: { token: ["access_token"], refreshToken: ["refresh_token"] },
  },
  logout: { method: "POST", path: "/auth/logout", service: "auth" },
  me: {
    method: "GET",
    path: "/auth/me",
    service: "auth",
    read: { userId: ["user_id"], name: ["name"], email: ["email"] },
  },
  updateProfile: {
    method: "PUT",
    path: "/auth/me",
    service: "auth",
    body: { name: "{name}" },
    read: { name: ["name"] },
  },
  authHealth: {
    method: "GET",
    path: "/auth/health",
    service: "auth",
    authenticated: false,
    read: { status: ["status"], service: ["service"] },
    good: { status: ["healthy"], service: ["auth-service"] },
  },
  authConfig: {
    method: "GET",
    path: "/auth/config",
    service: "auth",
    authenticated: false,
    read: { endpoints: ["endpoints"], enabled: ["oauth_enabled"] },
  },
};
