import type { ContractInput } from "../contract.ts";

export const services: ContractInput["services"] = {
  backend: {
    urlVariables: ["{ENV}_BACKEND_URL", "BACKEND_URL", "NETRA_BACKEND_URL"],
    wsUrlVariables: ["{ENV}_WEBSOCKET_URL", "WEBSOCKET_URL", "NETRA_WEBSOCKET_URL"],
    portVariables: [
      "DOCKER_BACKEND_PORT",
      "TEST_BACKEND_PORT",
      "ALPINE_TEST_BACKEND_PORT",
      "DEV_BACKEND_PORT",
    ],
    containerPort: 8000,
    composeServices: ["backend", "dev-backend", "test-backend", "alpine-test-backend"],
    stagingUrlVariables: ["STAGING_BASE_URL", "STAGING_BACKEND_URL", "STAGING_API_URL"],
    stagingWsUrlVariables: ["STAGING_WEBSOCKET_URL", "STAGING_WS_URL"],
    directUrlVariables: ["{ENV}_DIRECT_URL"],
    defaultUrl: "http://localhost:8000",
  },
  auth: {
    urlVariables: ["{ENV}_AUTH_URL", "AUTH_SERVICE_URL", "AUTH_URL"],
    portVariables: ["DOCKER_AUTH_PORT", "TEST_AUTH_PORT", "ALPINE_TEST_AUTH_PORT", "DEV_AUTH_PORT"],
    containerPort: 8081,
    composeServices: ["auth", "dev-auth", "test-auth", "alpine-test-auth"],
    stagingUrlVariables: ["STAGING_AUTH_URL", "STAGING_AUTH_SERVICE_URL"],
    defaultUrl: "http://localhost:8081",
    sharedWithBackend: true,
  },
  frontend: {
    urlVariables: ["{ENV}_FRONTEND_URL", "FRONTEND_URL"],
    portVariables: [
      "DOCKER_FRONTEND_PORT",
      "TEST_FRONTEND_PORT",
      "ALPINE_TEST_FRONTEND_PORT",
      "DEV_FRONTEND_PORT",
    ],
    containerPort: 3000,
    composeServices: ["frontend", "dev-frontend", "test-frontend", "alpine-test-frontend"],
    stagingUrlVariables: ["STAGING_FRONTEND_URL"],
  },
};
