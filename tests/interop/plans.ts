import type { ContainerPlan } from "./engine-client.ts";
import { backendImage, serveBackend, smallImage } from "./images.ts";

export const backend = { Image: backendImage, Cmd: [...serveBackend, "8000"] } as const;
export const web = {
  Image: smallImage,
  Cmd: ["/bin/busybox", "httpd", "-f", "-p", "8000", "-h", "/www"],
} as const;
export const idle = { Image: smallImage, Cmd: ["/bin/busybox", "sleep", "600"] } as const;

/** The plan with port 8000 published here. */
export function publishing(plan: ContainerPlan, port: number, address?: string): ContainerPlan {
  const binding = { HostPort: String(port), ...(address === undefined ? {} : { HostIp: address }) };
  return {
    ...plan,
    ExposedPorts: { "8000/tcp": {} },
    HostConfig: { PortBindings: { "8000/tcp": [binding] } },
  };
}

export function named(plan: ContainerPlan): ContainerPlan {
  return { ...plan, Labels: { "com.docker.compose.service": "backend" } };
}

/** A project of two services; the backend's port is a variable. */
export function composeFile(): string {
  return `services:
  backend:
    image: ${backendImage}:latest
    command: ${JSON.stringify([...serveBackend, "8000"])}
    ports:
      - "127.0.0.1:\${BACKEND_AT:-8002}:8000"
  auth:
    image: ${smallImage}:latest
    command: ${JSON.stringify(idle.Cmd)}
    ports:
      - "8081"
`;
}
