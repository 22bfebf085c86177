// The public surface, free of Vitest: config files and scripts import it anywhere.
// Checks import `gapproof/test`; the reference backend is `gapproof/backend`.

export type { Capability } from "./contract/capability.ts";
export {
  type Contract,
  type ContractInput,
  defineContract,
  type Operation,
  type OperationName,
} from "./contract/contract.ts";
export { plannedExpectations } from "./contract/default/expectations.ts";
export { plannedGaps } from "./contract/default/gaps.ts";
export { defaultContract } from "./contract/default.ts";
export { ConfigurationError, GapproofError } from "./ground/errors.ts";
export { type ExitCode, exitCodeMeanings } from "./ground/exit-code.ts";
export { Secret } from "./ground/secret.ts";
export { ContextDisposed, type ContextOptions, TestContext } from "./harness/context.ts";
export { type Report, reportSchema } from "./harness/report/schema.ts";
export { type Config, defineConfig } from "./harness/settings/config.ts";
export {
  loadSettings,
  type SettingsFlags,
  type SettingsInput,
} from "./harness/settings/load-settings.ts";
export type { Settings } from "./harness/settings/settings.ts";
export { type BlockedResolution, TargetBlocked } from "./harness/target/blocked.ts";
export type { Reach } from "./harness/target/reach.ts";
export { type Resolution, type ResolveOptions, resolveTarget } from "./harness/target/resolve.ts";
export type { Identity, Target, TargetSource, TrailEntry } from "./harness/target/target.ts";
export { Breaker, BreakerOpen, breakerPresets } from "./harness/wire/breaker.ts";
export type { EventStream, StreamRecord } from "./harness/wire/http/event-stream.ts";
export { HttpFailure } from "./harness/wire/http/http-client.ts";
export { StreamExpired, StreamInterrupted } from "./harness/wire/http/stream-ending.ts";
export { AttemptsFailed } from "./harness/wire/retry.ts";
export { type Run, RunExpired, RunInterrupted } from "./harness/wire/run/run.ts";
export type { Session } from "./harness/wire/session.ts";
export { ConnectFailure, type Handshake, SessionClosed } from "./harness/wire/socket/handshake.ts";
export { UserUnavailable } from "./harness/wire/user/user.ts";
