import { describeContainers } from "./container-scenarios.ts";

describeContainers("docker");
