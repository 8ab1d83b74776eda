/** The public names of the gateway. */
export { CAPABILITY_NAME } from './access/capability.ts';
export { hashKey } from './access/sources/key.ts';
export type {
  AnswerJson,
  EntryJson,
  MessageJson,
  MoneyJson,
  RecordJson,
  TimingsJson,
  UsageJson,
  UsageRowJson,
} from './admin/record-json.ts';
export type { IdentityTypes } from './access/sources.ts';
export { parseDuration } from './config/duration.ts';
export { loadConfig, type LoadOptions, type LoadResult } from './config/load.ts';
export { ConfigError, formatProblem, type CheckMode, type Problem } from './config/problem.ts';
export type { IdentityConfig, TailscaleConfig } from './config/schema/identity.ts';
export type {
  Cost,
  CostBasis,
  CostRule,
  Provider,
  DatabaseSettings,
  Retention,
  S3Settings,
  Snapshot,
} from './config/snapshot.ts';
export { GatewayError, type Refusal, type RefusalCode } from './errors.ts';
export type { Explanation, Question } from './explain/explanation.ts';
export { createGateway, type ConfigInput, type Gateway, type GatewayOptions } from './gateway.ts';
export type {
  AuditEvent,
  AuditFilter,
  AuditLog,
  AuditPage,
  AuditQuery,
  CallListener,
  Caller,
  ConfigChange,
  ConfigHistory,
  ConfigSource,
  ConfigVersion,
  ConfigVersionPage,
  ConfigVersionQuery,
  Deadlines,
  Decoders,
  Exporter,
  ExporterStatus,
  Identification,
  Identity,
  IdentitySource,
  Logger,
  LongPromptPrices,
  Macros,
  MetricsSource,
  ModelInfo,
  ModelInfoSource,
  ModelPrices,
  ModelQuestion,
  PageFile,
  PageSource,
  RequestContext,
  TraceContext,
  Transport,
  UpstreamExchange,
  UpstreamRequest,
  UpstreamResponse,
} from './ports.ts';
export type { Capture, CapturedMessage } from './record/captured.ts';
export type { Outcome } from './record/outcome.ts';
export type {
  CallCost,
  CallRecord,
  Client,
  RecordedAnswer,
  RecordedIdentity,
  RecordedRoute,
  Timings,
} from './record/record.ts';
export type {
  Entry,
  ExportLedger,
  ExportRequest,
  ExportTicket,
  HeaderFilter,
  RecordFilter,
  RecordPage,
  RecordQuery,
  RecordStore,
  Session,
  SessionFilter,
  SessionPage,
  SessionQuery,
  StoreStats,
  ToolKey,
  ToolQuery,
  ToolRow,
  UsageKey,
  UsageQuery,
  UsageRow,
} from './record/store.ts';
export { USAGE_NAMES, type Usage } from './record/usage.ts';
export type {
  ConversationTap,
  MessageTap,
  RefusedMessage,
  SocketCall,
  SocketTarget,
  UpgradeRefusal,
  Verdict,
} from './websocket/socket-call.ts';
