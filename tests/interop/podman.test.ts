import { describeContainers } from "./container-scenarios.ts";

describeContainers("podman");
