/** The public names of the gateway. */
export { ConfigError, formatProblem, type CheckMode, type Problem } from './config/problem.ts';
export type { Provider, Snapshot } from './config/snapshot.ts';
export { GatewayError, type Refusal, type RefusalCode } from './errors.ts';
export type { Explanation, Question } from './explain.ts';
export {
  createGateway,
  type ConfigInput,
  type Gateway,
  type GatewayOptions,
  type RequestContext,
} from './gateway.ts';
export type {
  Caller,
  ConfigSource,
  Deadlines,
  Identification,
  Identity,
  IdentitySource,
  Logger,
  Macros,
  Transport,
  UpstreamExchange,
  UpstreamRequest,
  UpstreamResponse,
} from './ports.ts';
