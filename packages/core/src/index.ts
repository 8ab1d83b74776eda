/** The public names of the gateway. */
export { CAPABILITY_NAME } from './access/capability.ts';
export type { IdentityTypes } from './access/sources.ts';
export { hashKey } from './access/sources/key.ts';
export type { ConfigJson, SavedConfigJson } from './admin/config/answer.ts';
export type { ProblemJson } from './admin/config/problems.ts';
export type { VersionJson } from './admin/config/versions.ts';
export type { ExporterHealthJson, HealthJson, ProviderHealthJson } from './admin/health/answer.ts';
export type { MeJson } from './admin/me.ts';
export type { AnswerJson, EntryJson, MessageJson, RecordJson, TimingsJson } from './admin/record-json.ts';
export type { MoneyJson, SessionJson, UsageJson, UsageRowJson } from './admin/sums-json.ts';
export { parseDuration } from './config/duration.ts';
export { loadConfig, type LoadOptions, type LoadResult } from './config/load.ts';
export { ConfigError, formatProblem, type CheckMode, type Problem } from './config/problem.ts';
export type { IdentityConfig, TailscaleConfig } from './config/schema/identity.ts';
export type { DatabaseSettings, Retention, S3Settings } from './config/data-settings.ts';
export type { Cost, CostBasis, CostRule, Provider, Snapshot } from './config/snapshot.ts';
export { GatewayError, type Refusal, type RefusalCode } from './errors.ts';
export type { Explanation, Question } from './explain/explanation.ts';
export { createGateway, type ConfigInput, type Gateway, type GatewayOptions } from './gateway.ts';
export type { OfferedModelJson } from './models/openai-shape.ts';
export type { AuditEvent, AuditFilter, AuditLog, AuditPage, AuditQuery } from './ports/audit-log.ts';
export type { CallListener, TraceContext } from './ports/call-listener.ts';
export type {
  ConfigChange,
  ConfigHistory,
  ConfigVersion,
  ConfigVersionPage,
  ConfigVersionQuery,
} from './ports/config-history.ts';
export type { ConfigSource, Macros } from './ports/config-source.ts';
export type { Decoders } from './ports/decoders.ts';
export type { ExportLedger, ExportRequest, ExportTicket } from './ports/export-ledger.ts';
export type { Exporter, ExporterStatus } from './ports/exporter.ts';
export type { Caller, Identification, Identity, IdentitySource } from './ports/identity.ts';
export type { Logger } from './ports/logger.ts';
export type { MetricsSource } from './ports/metrics.ts';
export type {
  LongPromptPrices,
  ModelInfo,
  ModelInfoSource,
  ModelPrices,
  ModelQuestion,
} from './ports/model-info.ts';
export type { PageFile, PageSource } from './ports/pages.ts';
export type { RecordStore, StoreStats } from './ports/record-store.ts';
export type { Entry, HeaderFilter, RecordFilter, RecordPage, RecordQuery } from './ports/records.ts';
export type { RequestContext } from './ports/request-context.ts';
export type {
  ToolKey,
  ToolQuery,
  ToolRow,
  Totals,
  UsageKey,
  UsageQuery,
  UsageRow,
} from './ports/roll-ups.ts';
export type { Session, SessionFilter, SessionPage, SessionQuery } from './ports/sessions.ts';
export type {
  Deadlines,
  Transport,
  UpstreamExchange,
  UpstreamRequest,
  UpstreamResponse,
} from './ports/transport.ts';
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
