import type { ContractInput } from "../contract.ts";

export const http: ContractInput["http"] = {
  errorFields: ["error", "detail", "message"],
  openPaths: [
    "/health/live",
    "/health/ready",
    "/health/backend",
    "/health/startup",
    "/health/alerts",
    "/api/health",
    "/api/chat/messages/health",
    "/metrics",
    "/api/config/public",
    "/api/discovery/health",
    "/api/events/info",
  ],
  cors: { allowed: "http://localhost:3000", foreign: "https://foreign.example.com" },
  securityHeaders: {
    "x-content-type-options": "^nosniff$",
    "x-frame-options": "^(DENY|SAMEORIGIN)$",
  },
  delayMs: 500,
  headerEcho: { path: "/api/headers", read: ["names"], carries: ["sec-websocket-protocol"] },
  sessionCookie: "netra_session",
  rateLimit: { requests: 300 },
};
